//! What load is made of: demands as citizens write them.

use blackbox::Request;
use serde_json::json;

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

/// The same demands on every run: `state` goes on by Knuth's constants, and its upper bits choose.
fn one_of<'a>(state: &mut u64, texts: &[&'a str]) -> &'a str {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    texts[(*state >> 33) as usize % texts.len()]
}

/// What somebody wants.
pub fn demand(state: &mut u64) -> Request {
    let district = one_of(state, &DISTRICTS);
    let (road, matter, wish) = (one_of(state, &ROADS), one_of(state, &MATTERS), one_of(state, &WISHES));
    let content = format!("{district}{road}{}号{matter}{wish}", *state % 900 + 1);
    Request::post("/v1/tickets", &json!({"content": content, "location": {"district": district}}))
}
