//! The tables: how names of places end, and what only looks like one.

use super::mention::{Mention, PlaceKind};

/// Endings, the longer before the shorter that they hold; how many characters a name has before its ending.
const ENDINGS: &[(PlaceKind, &[&str], std::ops::RangeInclusive<usize>)] = &[
    (
        PlaceKind::Estate,
        &[
            "小区", "花园", "家园", "公寓", "大厦", "广场", "新村", "嘉园", "华府", "雅苑", "佳苑", "花苑",
            "名苑", "宿舍",
        ],
        2..=6,
    ),
    (PlaceKind::Township, &["街道", "镇", "乡"], 2..=4),
    (PlaceKind::Village, &["社区", "村", "屯"], 2..=4),
    (PlaceKind::Road, &["大道", "路", "大街", "街", "胡同", "巷"], 2..=5),
    (PlaceKind::District, &["区", "县"], 2..=3),
    (PlaceKind::Number, &["号楼", "号", "栋", "幢", "单元", "室", "座", "弄"], 1..=6),
];

/// What a place's name never ends with, though the characters are the same.
const NEVER: &[&str] = &[
    "社区小区",
    "这小区",
    "老小区",
    "新小区",
    "旧小区",
    "水泥路",
    "柏油路",
    "砂石路",
    "碎石路",
    "泥巴路",
    "黄泥路",
    "土马路",
    "乡间小路",
    "小山村",
    "商业区",
    "产业区",
    "农业区",
    "棚户区",
    "住宅区",
    "别墅区",
    "医院院区",
    "下车区",
    "等候区",
    "居民小区",
    "封闭小区",
    "商住小区",
    "各小区",
    "高档小区",
    "住宅小区",
    "街心花园",
    "学生公寓",
    "单身公寓",
    "人才公寓",
    "高层公寓",
    "员工宿舍",
    "职工宿舍",
    "学生宿舍",
    "集体宿舍",
    "单位宿舍",
    "教师宿舍",
    "城镇",
    "乡镇",
    "集镇",
    "全镇",
    "本镇",
    "我镇",
    "重镇",
    "家乡",
    "老乡",
    "下乡",
    "返乡",
    "故乡",
    "他乡",
    "城乡",
    "回乡",
    "同乡",
    "还乡",
    "街道",
    "全乡",
    "本乡",
    "农村",
    "乡村",
    "全村",
    "本村",
    "我村",
    "该村",
    "各村",
    "同村",
    "邻村",
    "进村",
    "驻村",
    "城中村",
    "自然村",
    "行政村",
    "贫困村",
    "外村",
    "回村",
    "整村",
    "老年社区",
    "智慧社区",
    "居民社区",
    "所在社区",
    "各社区",
    "老旧社区",
    "社区",
    "公路",
    "铁路",
    "马路",
    "道路",
    "修路",
    "走路",
    "铺路",
    "迷路",
    "堵路",
    "让路",
    "线路",
    "网路",
    "思路",
    "出路",
    "电路",
    "短路",
    "水路",
    "断路",
    "上路",
    "半路",
    "问路",
    "门路",
    "套路",
    "拦路",
    "带路",
    "绕路",
    "村路",
    "石子路",
    "机耕路",
    "辅路",
    "条路",
    "段路",
    "死路",
    "活路",
    "后路",
    "销路",
    "顺路",
    "赶路",
    "封路",
    "过路",
    "高速路",
    "坏路",
    "烂路",
    "条大道",
    "行大道",
    "上街",
    "逛街",
    "步行街",
    "商业街",
    "小吃街",
    "美食街",
    "条街",
    "沿街",
    "临街",
    "过街",
    "扫街",
    "一条街",
    "后街",
    "门口街",
    "街巷",
    "条巷",
    "条大街",
    "小区",
    "地区",
    "市区",
    "校区",
    "景区",
    "园区",
    "山区",
    "郊区",
    "辖区",
    "片区",
    "居民区",
    "工业区",
    "开发区",
    "服务区",
    "灾区",
    "老区",
    "库区",
    "林区",
    "战区",
    "学区",
    "特区",
    "街区",
    "禁区",
    "误区",
    "专区",
    "生活区",
    "病区",
    "疫区",
    "我区",
    "全区",
    "本区",
    "该区",
    "各区",
    "示范区",
    "保护区",
    "中心区",
    "住院区",
    "候车区",
    "社区",
    "功能区",
    "城区",
    "我县",
    "全县",
    "本县",
    "该县",
    "各县",
    "外县",
    "市县",
    "跨县",
    "邻县",
];

/// Real names that end like one of those.
const STILL: &[&str] = &["望城区"];

/// What after an ending makes it another word: 路灯, 村民, 区别.
const GOES_ON: &[(&str, &[&str])] = &[
    (
        "路",
        &[
            "灯", "面", "过", "线", "途", "况", "政", "桩", "费", "障", "人", "基", "程", "由", "牌", "权",
            "虎", "遇",
        ],
    ),
    ("街", &["道", "上", "坊", "边", "头", "舞"]),
    ("村", &["民", "委", "干", "支", "官", "务", "级", "里", "庄", "镇", "长", "主任", "书记"]),
    ("乡", &["村", "镇", "亲", "下", "土", "里"]),
    ("镇", &["上", "里", "静", "压", "长"]),
    ("区", &["别", "域", "分", "间", "块", "区", "内", "里", "级"]),
    ("县", &["城", "里", "级", "委", "内"]),
    ("社区", &["工作", "干部", "医院", "居民", "服务", "里"]),
    ("号", &["线", "称", "召", "令", "码", "早上", "上午", "下午", "晚上", "凌晨"]),
    ("巷", &["道"]),
    ("室", &["内", "外"]),
    ("座", &["位", "椅", "谈"]),
    ("弄", &["得", "清", "好", "坏", "虚", "到", "了"]),
    ("广场", &["舞"]),
];

/// What no name holds: it begins behind them. Arrays: looking for a character in a text is many times as slow.
const HARD: [char; 37] = [
    '在', '到', '住', '于', '的', '是', '我', '们', '您', '你', '他', '她', '它', '了', '这', '那', '该',
    '某', '请', '把', '被', '将', '就', '为', '每', '各', '全', '条', '段', '个', '与', '及', '或', '吗',
    '呢', '吧', '啊',
];
/// What names hold too, so it ends the search only once the name has enough characters: 和平路, 我和|解放路.
const SOFT: [char; 41] = [
    '从', '往', '去', '和', '对', '给', '向', '至', '离', '经', '由', '叫', '有', '市', '省', '县', '区',
    '镇', '乡', '映', '诉', '修', '报', '沿', '过', '口', '因', '里', '旁', '边', '近', '面', '家', '来',
    '快', '办', '路', '街', '村', '道', '投',
];
/// The same of two characters.
const SOFT_WORD: &str = "一下";

/// The ending that stands at the beginning of the rest of a text.
pub fn ending(rest: &str) -> Option<(PlaceKind, &'static str)> {
    ENDINGS.iter().find_map(|(kind, endings, _)| {
        endings.iter().find(|ending| rest.starts_with(*ending)).map(|ending| (*kind, *ending))
    })
}

/// The first characters of [`ENDINGS`]: most of a text is passed over by looking at these alone.
#[rustfmt::skip]
pub const fn begins_an_ending(ch: char) -> bool {
    matches!(
        ch,
        '小' | '花' | '家' | '公' | '大' | '广' | '新' | '嘉' | '华' | '雅' | '佳' | '名' | '宿' | '街' | '镇' | '乡' | '社'
            | '村' | '屯' | '路' | '胡' | '巷' | '区' | '县' | '号' | '栋' | '幢' | '单' | '室' | '座' | '弄'
    )
}

/// What is put behind a whole name of an estate or a place to live in.
pub fn added(rest: &str) -> Option<&'static str> {
    ["小区", "宿舍"].into_iter().find(|ending| rest.starts_with(ending))
}

/// The place whose name ends with this ending, if there is one; it begins at `from` or later.
pub fn mention(text: &str, from: usize, at: usize, kind: PlaceKind, ending: &str) -> Option<Mention> {
    let end = at + ending.len();
    let after = text.get(end..)?;
    let goes_on = GOES_ON.iter().filter(|(of, _)| *of == ending).flat_map(|(_, words)| words.iter());
    if goes_on.into_iter().any(|word| after.starts_with(word)) {
        return None;
    }
    let before = text.get(from..at)?;
    let (_, _, lengths) = ENDINGS.iter().find(|(of, _, _)| *of == kind)?;
    let (fewest, most) = (*lengths.start(), *lengths.end());
    if kind == PlaceKind::Number {
        let start = number(before, most)?;
        // The 3rd of the month is 3号 too: a number of a house stands behind its road, a block's anywhere.
        let behind = start == 0 && from > 0;
        return (behind || !matches!(ending, "号" | "座" | "弄" | "室"))
            .then_some(Mention { kind, range: from + start..end });
    }
    let start = from + name(before, fewest, most)?;
    let whole = text.get(start..end)?;
    let still = STILL.iter().any(|real| whole.ends_with(real));
    if !still && NEVER.iter().any(|never| whole.ends_with(never) && !ending.contains(never)) {
        return None;
    }
    // 二段, 东段 belong to the road.
    let section = ["一段", "二段", "三段", "四段", "东段", "西段", "南段", "北段", "中段"];
    let more = section.iter().find(|section| kind == PlaceKind::Road && after.starts_with(**section));
    Some(Mention { kind, range: start..end + more.map_or(0, |section| section.len()) })
}

/// How much of the rest of a text goes on with the number of a house: `501`, `5楼`, `-501房` behind 3栋.
pub fn house_part(rest: &str) -> usize {
    let part = |ch: char| ch.is_ascii_alphanumeric() || matches!(ch, '０'..='９' | '-');
    let digits = rest.chars().take_while(|ch| part(*ch)).count();
    let after = rest.trim_start_matches(part);
    let storey = ["楼", "层", "室", "房", "号"].into_iter().find(|ending| after.starts_with(ending));
    match storey {
        Some(ending) if digits > 0 => rest.len() - after.len() + ending.len(),
        // 3栋2024年, 3栋120户
        None if (3..=5).contains(&digits)
            && !after.starts_with(['年', '月', '户', '人', '个', '元', '平']) =>
        {
            rest.len() - after.len()
        }
        _ => 0,
    }
}

const NUMERALS: [char; 12] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '百'];

/// Where the digits before 号 or 栋 begin: `932`, `３`, `十二`, `A3`, `A`.
fn number(before: &str, most: usize) -> Option<usize> {
    let digit =
        |ch: char| ch.is_ascii_alphanumeric() || matches!(ch, '０'..='９' | '-') || NUMERALS.contains(&ch);
    let start =
        before.char_indices().rev().take(most).take_while(|(_, ch)| digit(*ch)).last().map(|(at, _)| at)?;
    let digits = before.get(start..)?;
    (!digits.starts_with('-')).then_some(start)
}

/// Where a name of that many characters at the end of the text begins.
fn name(before: &str, fewest: usize, most: usize) -> Option<usize> {
    let mut start = before.len();
    let mut count = 0;
    for (at, ch) in before.char_indices().rev() {
        let begun = before.get(..start).unwrap_or_default();
        let ends = !ch.is_alphanumeric()
            || HARD.contains(&ch)
            || count >= fewest && (SOFT.contains(&ch) || begun.ends_with(SOFT_WORD));
        if ends || count == most {
            break;
        }
        (start, count) = (at, count + 1);
    }
    (count >= fewest).then_some(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_ending_is_passed_over() {
        for (kind, endings, _) in ENDINGS {
            for whole in *endings {
                assert!(whole.starts_with(begins_an_ending), "{whole}");
                assert_eq!(ending(whole).map(|(of, _)| of), Some(*kind), "{whole}");
            }
        }
    }
}
