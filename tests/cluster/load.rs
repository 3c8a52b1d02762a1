//! How many submissions the hotline takes, on whatever `MINSHENG_HOST` starts: at 1, 4 and 16 connections, and once more
//! after a pause in which a libSQL server closes what nobody used. The rows are those of docs/CLUSTER.md.
//!
//! `cargo run -p blackbox --example load [SECONDS]`

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use blackbox::{Request, Setup};
use http_client::Client;
use serde_json::json;

const CONNECTIONS: [usize; 3] = [1, 4, 16];
/// How long each number of connections asks, unless told otherwise.
const SECONDS: u64 = 20;
/// A server closes a stream after ten seconds.
const PAUSE: Duration = Duration::from_secs(12);

const DISTRICTS: [&str; 6] = ["岳麓区", "芙蓉区", "天心区", "开福区", "雨花区", "望城区"];
const ROADS: [&str; 10] = [
    "桐梓坡路",
    "解放西路",
    "韶山北路",
    "芙蓉中路",
    "湘府路",
    "万家丽路",
    "潇湘大道",
    "人民路",
    "劳动东路",
    "金星路",
];
const MATTERS: [&str; 12] = [
    "的路灯坏了三天了，晚上出行不安全",
    "的井盖不见了，已经有人摔倒",
    "的工地半夜还在施工，吵得睡不着",
    "的垃圾好几天没有人来收，臭味很大",
    "的自来水发黄，不敢喝",
    "的公交车一个小时也不来一辆",
    "的餐馆把油烟排到居民楼里",
    "的小区电梯一直停着，老人下不了楼",
    "的人行道被私家车占满，只能走到马路中间",
    "的公司拖欠了我两个月的工资",
    "的树枝挡住了红绿灯，司机看不清楚",
    "的药店卖过期的药，要求查处",
];
const WISHES: [&str; 6] = [
    "，请尽快处理",
    "，打过两次电话都没有人管",
    "，附近的居民都很有意见，希望给个答复",
    "，影响孩子上学",
    "，请有关部门来看一看",
    "，谢谢",
];

/// What one connection saw: how long each answer took, and its status; 0 where there was no whole one.
type Seen = Vec<(Duration, u16)>;

/// The same demands on every run: `state` goes on by Knuth's constants, and its upper bits choose.
fn one_of<'a>(state: &mut u64, texts: &[&'a str]) -> &'a str {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    texts[(*state >> 33) as usize % texts.len()]
}

fn demand(state: &mut u64) -> Request {
    let district = one_of(state, &DISTRICTS);
    let (road, matter, wish) = (one_of(state, &ROADS), one_of(state, &MATTERS), one_of(state, &WISHES));
    let content = format!("{district}{road}{}号{matter}{wish}", *state % 900 + 1);
    Request::post("/v1/tickets", &json!({"content": content, "location": {"district": district}}))
}

fn asks(address: SocketAddr, seed: u64, until: Instant) -> Seen {
    let (mut state, mut client, mut seen) = (seed, Client::new(address), Vec::new());
    while Instant::now() < until {
        let request = demand(&mut state);
        let asked = Instant::now();
        let status = client.send(&request).map_or(0, |answer| answer.status);
        seen.push((asked.elapsed(), status));
    }
    seen
}

fn main() {
    let seconds = std::env::args().nth(1).map_or(SECONDS, |seconds| seconds.parse().expect("SECONDS"));
    let app = Setup::default().scheduled().start();
    let address = app.address();
    println!("| connections | a second | median ms | p99 ms | longest ms | 5xx or none | others |");
    println!("|---:|---:|---:|---:|---:|---:|---:|");
    for (round, pause) in [Duration::ZERO, PAUSE].into_iter().enumerate() {
        std::thread::sleep(pause);
        for connections in CONNECTIONS {
            let begun = Instant::now();
            let until = begun + Duration::from_secs(seconds);
            let mut seen: Seen = std::thread::scope(|scope| {
                let seed = |number: usize| (round * 1000 + connections * 20 + number) as u64;
                let asking: Vec<_> = (0..connections)
                    .map(|number| scope.spawn(move || asks(address, seed(number), until)))
                    .collect();
                asking.into_iter().flat_map(|connection| connection.join().unwrap()).collect()
            });
            let took = begun.elapsed().as_secs_f64();
            seen.sort_unstable();
            let at = |share: f64| seen[((seen.len() - 1) as f64 * share) as usize].0.as_secs_f64() * 1000.0;
            let count = |of: fn(u16) -> bool| seen.iter().filter(|(_, status)| of(*status)).count();
            println!(
                "| {connections}{} | {:.0} | {:.1} | {:.1} | {:.1} | {} | {} |",
                if round > 0 { ", after a pause" } else { "" },
                count(|status| status == 201) as f64 / took,
                at(0.5),
                at(0.99),
                at(1.0),
                count(|status| status == 0 || status >= 500),
                count(|status| (1..500).contains(&status) && status != 201),
            );
        }
    }
    let log = app.log();
    for line in
        log.lines().filter(|line| line.contains("\"cause\"") || line.contains("\"level\":\"error\"")).take(20)
    {
        eprintln!("{line}");
    }
}
