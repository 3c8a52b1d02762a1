//! The tables: how names of places end, and what only looks like one.

use super::mention::{Mention, PlaceKind};

/// Endings, the longer before the shorter that they hold; how many characters a name has before its ending.
const ENDINGS: &[(PlaceKind, &[&str], std::ops::RangeInclusive<usize>)] = &[
    (
        PlaceKind::Estate,
        &[
            "小区",
            "花园城",
            "国际城",
            "花园",
            "家园",
            "公寓",
            "大厦",
            "广场",
            "新村",
            "新城",
            "嘉园",
            "华府",
            "雅苑",
            "佳苑",
            "花苑",
            "名苑",
            "宿舍",
            "物流园",
            "工业园",
            "公园",
            "名园",
            "御园",
            "苑",
            "府",
            "湾",
            "山庄",
            "公馆",
            "别墅区",
            "别墅",
            "建材城",
            "立交桥",
        ],
        2..=8,
    ),
    (PlaceKind::Township, &["街道", "镇", "乡"], 2..=4),
    (PlaceKind::Village, &["社区", "村", "屯"], 2..=5),
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
    "快速路",
    "美丽家园",
    "可归路",
    "纹路",
    "变公寓",
    "往路",
    "信路",
    "归乡",
    "开路",
    "叉路",
    "字路",
    "探路",
    "退路",
    "旁路",
    "指路",
    "义务指路",
    "林荫大道",
    "景观大道",
    "能公寓",
    "性公寓",
    "私家花园",
    "入户花园",
    "生宿舍",
    "本小区",
    "对小区",
    "在小区",
    "大小区",
    "多大街",
    "朝大街",
    "满大街",
    "下雨路",
    "人行路",
    "无路",
    "交叉路",
    "灯路",
    "上坡路",
    "下坡路",
    "绝路",
    "之路",
    "入户路",
    "断头路",
    "十字路",
    "丁字路",
    "人字路",
    "回家路",
    "跑路",
    "岔路",
    "弯路",
    "抢路",
    "占路",
    "引路",
    "网格路",
    "通村路",
    "通组路",
    "连接路",
    "八乡",
    "空中花园",
    "屋顶花园",
    "后花园",
    "大部分小区",
    "我县",
    "全县",
    "本县",
    "该县",
    "各县",
    "外县",
    "市县",
    "跨县",
    "邻县",
    "政府",
    "省府",
    "市府",
    "区府",
    "县府",
    "镇府",
    "乡府",
    "官府",
    "学府",
    "台湾",
    "港湾",
    "海湾",
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
    ("社区", &["工作", "干部", "医院", "居民", "服务", "里", "联盟", "巴士", "公交"]),
    ("号", &["线", "称", "召", "令", "码", "早上", "上午", "下午", "晚上", "凌晨"]),
    ("巷", &["道"]),
    ("室", &["内", "外"]),
    ("座", &["位", "椅", "谈"]),
    ("弄", &["得", "清", "好", "坏", "虚", "到", "了"]),
    ("广场", &["舞"]),
    ("小区", &["域"]),
    ("大道", &["理"]),
    ("苑", ROADS),
    ("府", ROADS),
    ("湾", ROADS),
    ("新城", ROADS),
    ("公园", ROADS),
    ("工业园", ROADS),
    ("物流园", ROADS),
    ("山庄", ROADS),
    ("公馆", ROADS),
    ("国际城", ROADS),
    ("建材城", ROADS),
];
/// What is called after an estate: 公园路, 月亮湾街道.
const ROADS: &[&str] = &[
    "路", "街", "巷", "大道", "镇", "村", "乡", "社区", "区", "东路", "西路", "南路", "北路", "中路", "一路",
    "二路", "三路", "四路", "园", "子",
];

/// What no name holds: it begins behind them. In the order of their bytes, as every table that is halved with each look.
const HARD: &str = "\
    不与且个为举么也买乱了予于亏些亩仅仍他令以们件份估似但位低住你使侵促借值偏做\
    停偷偿催像免全其具再写决况减划则判到刷剩劣助卖占危却卸压又及反受变只叫吃各吗\
    否吧听吵告呢咨哪售啊喊噪因困在圾坏垃型埋堵备够失她妥嫌存它审害将就尽届属屡差\
    己已帮弃彻待很必忽怎怕怨恐恢恳恶患您惊我或截扣执扩扫扰批找把抓投抢押担拆拌拍\
    拒拟拨择括拿持挖挡挤捆损换据掉控推措搞搬撤擅收敢整敷料断既是显暂更权条某案欠\
    欺款此殊殴段每毫污没涨混漏激烧犯疑病的着瞒破票禁私租称窄竟符等答策签算类系绑\
    给绝续综缓缴缺罚而肯脏臭虑虽补被裂要言订认讨让议评诈诉询该误诱说请谁谓负责账\
    购贴贷赌赔赶趟跟跨踢载较辆输还这违迟迫述追退选递逼遭避那释错闭问降限除陷障需\
    须颁预题驶骗";
/// What names hold too, so it ends the search only once the name has enough characters: 和平路, 我和|解放路.
const SOFT: &str = "\
    严乡争享从付众依侧修候假允入准凭办区协即去县参口可号后向员呼和响围场均塞处外\
    奈如察对尤局市并往征快息感愿报拖操旁映曾有村来极查核检沿涉由疗省看督确离移税\
    站终经至获街见视觉讲谈费走路边迁过近速道邻销镇险随非靠面顾额验";
/// The same as [`HARD`] of two characters, in the order of their bytes and a space apart: one text costs a component less than
/// as many words, and each look passes over half of it.
const HARD_WORDS: &str = "\
    一下 一旦 一直 一般 上午 上报 下午 不可 不愿 不懂 不止 不能 不顾 专家 业主 严重 中午 \
    中止 临近 为何 举办 举报 乃至 之后 之间 乱象 今天 今年 介绍 仍未 从未 付出 代表 任何 \
    众多 位处 体现 体谅 何处 何时 作出 使用 依法 保护 保证 修复 修好 修建 修通 做出 停止 \
    停水 停车 允许 入读 全体 公交 公布 公示 关心 关注 兴建 其中 其北 具体 具有 再次 凌晨 \
    减少 减速 出台 出现 出行 出门 分享 分流 刚才 利用 到达 制止 前方 加上 加之 加大 加建 \
    加强 加快 加油 加装 助力 十分 协调 占用 占道 占领 厂家 去年 县里 参考 反对 反应 反映 \
    反馈 发出 发布 发挥 发现 发生 取消 取缔 变成 另外 只想 只有 右转 司机 各种 同一 同时 \
    同行 后面 呈现 周围 周边 呼吁 品房 哪里 商家 回复 回家 因何 围绕 国家 在家 地处 地铁 \
    坐落 坐车 埋设 城里 堵塞 增加 增开 增派 增设 处理 多少 多开 夜里 大家 大量 夺取 如今 \
    如何 如果 妨碍 子女 安装 完善 完成 实现 实际 宣传 家里 对面 导致 少数 尚未 尽快 尽管 \
    居民 展现 左转 市里 希望 带动 带来 广大 座落 延伸 建好 建成 开发 开始 开展 开往 开通 \
    引起 强制 强烈 当前 当日 当时 形成 影响 得知 必经 恢复 想象 意见 感谢 我家 截至 房子 \
    房屋 打开 打电 打通 执行 找过 承诺 拟建 按照 挖走 掌握 排入 推出 推行 推进 提供 提出 \
    提升 提高 搬出 搬离 支出 改善 改走 改造 放入 整治 整顿 新修 新增 旁边 无数 无法 无视 \
    日前 早上 明天 明年 昨天 昨晚 显现 晚上 更加 最近 有关 有利 有幸 服务 朝向 期间 末端 \
    本人 本来 村里 来自 查处 查看 核实 楼上 楼下 楼栋 楼盘 横穿 正常 比如 毗邻 没有 治理 \
    沿线 法律 注意 注重 清理 满足 烧烤 然后 特别 理由 甚至 用房 画出 监察 监督 监管 目前 \
    直入 直接 直至 直行 相关 相邻 看见 着想 知道 确保 禁止 离开 私家 私自 移交 移出 穿越 \
    穿过 立即 立项 管理 紧临 紧邻 纵观 组织 终止 经常 经过 绕行 统计 维修 维护 缓解 缺乏 \
    缺少 老家 老板 老百 自从 自家 至今 至少 若干 虽然 行至 行走 街上 表现 要求 规范 认真 \
    设想 设置 诉求 试行 说明 请求 调查 购置 贯穿 赠送 走出 走过 走进 超出 越来 跟进 跨过 \
    路口 路灯 路过 转入 轻轨 辖内 辖区 过往 过路 近期 返回 还有 这里 进入 进出 进行 违建 \
    违法 违规 连接 追求 追究 退出 逃离 透过 逐步 逐渐 途径 途经 通往 通知 通行 通过 造成 \
    造福 遍布 那里 部门 都有 配合 里面 重新 重现 重视 针对 铺设 镇政 镇里 门口 防止 阻止 \
    阻碍 附近 限制 陪同 随意 隔壁 需求 非常 非法 靠近 面对 项目 顾忌 领导 首先 驶入 驶出 \
    驶向 驾车 骑车 高出 ";
/// The same as [`SOFT`].
const SOFT_WORDS: &str = "\
    一期 三期 中学 二期 儿园 公司 公园 医院 发展 号线 四期 地产 夜间 大学 大桥 大楼 学校 学院 小学 工厂 \
    工地 工程 幼儿 建设 开放 房产 政府 施工 物业 生活 白天 社会 酒店 银行 附中 集团 ";
/// What houses are numbered along, whether or not its name is known for one.
const NUMBERED: &str = "巷街路道";
/// Bytes of a character in them, and of a word with its space.
const CHARACTER: usize = 3;
const WORD: usize = 7;
/// What stands before an ending and is no name by itself, though it is part of some: 浪琴湾安置小区.
const NO_NAME: &[&str] = &[
    "安置",
    "高层",
    "多层",
    "老旧",
    "大型",
    "小型",
    "新建",
    "乡间",
    "一些",
    "有些",
    "许多",
    "其他",
    "其它",
    "整体",
    "电梯",
    "回迁",
    "拆迁",
    "外面",
    "前面",
    "左右",
    "两边",
    "两侧",
    "公司",
    "公寓",
    "配套",
    "街道",
    "两大",
    "多个",
    "几个",
    "同一",
    "农民",
    "居民",
    "商住",
    "高档",
    "封闭",
    "新老",
    "主次",
    "城乡",
    "森林",
    "湿地",
    "自然湿地",
    "社区",
    "城市",
    "口袋",
    "体育",
    "主题",
    "儿童",
    "文化",
    "中央",
    "独栋",
    "联排",
    "洋房",
    "乡村",
    "国际",
    "产业",
    "高新",
    "人工",
];

/// The ending that stands at the beginning of the rest of a text. Nearly all differ in their first character, which is compared first.
pub fn ending(rest: &str) -> Option<(PlaceKind, &'static str)> {
    let first = rest.as_bytes().first_chunk::<CHARACTER>()?;
    let stands = |ending: &&&str| {
        ending.as_bytes().first_chunk::<CHARACTER>() == Some(first) && rest.starts_with(**ending)
    };
    ENDINGS.iter().find_map(|(kind, endings, _)| endings.iter().find(stands).map(|ending| (*kind, *ending)))
}

/// Most of a text is passed over by looking at the first characters of [`ENDINGS`] alone, and most of it by their lowest bits.
#[inline]
pub fn begins_an_ending(ch: char) -> bool {
    let place = u32::from(ch);
    let bits = BEGINNINGS.get(place as usize / 64 % BEGINNINGS.len()).copied().unwrap_or(u64::MAX);
    bits >> (place % 64) & 1 == 1 && is_beginning(ch)
}

/// A bit for the lowest ten of each of these characters.
#[expect(clippy::indexing_slicing, reason = "worked out by the compiler, which would refuse")]
static BEGINNINGS: [u64; 16] = {
    let mut bits = [0; 16];
    let mut place = 0x4E00_u32;
    while place < 0xA000 {
        if let Some(ch) = char::from_u32(place)
            && is_beginning(ch)
        {
            bits[(place / 64 % 16) as usize] |= 1_u64 << (place % 64);
        }
        place += 1;
    }
    bits
};

#[rustfmt::skip]
const fn is_beginning(ch: char) -> bool {
    matches!(
        ch,
        '小' | '花' | '家' | '公' | '大' | '广' | '新' | '嘉' | '华' | '雅' | '佳' | '名' | '宿' | '街' | '镇' | '乡' | '社'
            | '村' | '屯' | '路' | '胡' | '巷' | '区' | '县' | '号' | '栋' | '幢' | '单' | '室' | '座' | '弄'
            | '国' | '物' | '工' | '御' | '苑' | '府' | '湾' | '山' | '别' | '建' | '立'
    )
}

/// The rest of a district's name at the beginning of a text, where its ending is this, or not known.
pub fn district_ending<'a>(rest: &str, ending: &'a str) -> Option<&'a str> {
    let endings: &[&'a str] = if ending.is_empty() { &["新区", "区", "县", "旗"] } else { &[ending] };
    endings.iter().find(|ending| rest.starts_with(**ending)).copied()
}

pub fn ends_a_district(name: &str) -> bool {
    ends_with_char(name, "区县市旗")
}

/// Whether the name of a district between these is one without its ending: 住在岳麓的.
pub fn stands_alone(before: &str, after: &str) -> bool {
    let begins =
        !before.ends_with(char::is_alphanumeric) || ends_with_char(before, "与于从住到去及和在市往是自至");
    begins
        && !after.starts_with(|ch: char| {
            ch.is_alphanumeric() && !ends_with_char(ch.encode_utf8(&mut [0; 4]), "与到及和有的至这那")
        })
}

/// What is put behind a whole name of an estate or a place to live in.
pub fn added(rest: &str) -> Option<&'static str> {
    ["安置小区", "小区", "宿舍"].into_iter().find(|ending| rest.starts_with(ending))
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
        let behind = start == 0 && from > 0 || ends_with_char(before.get(..start)?, NUMBERED);
        return (behind || !matches!(ending, "号" | "座" | "弄" | "室"))
            .then_some(Mention { kind, range: from + start..end });
    }
    // 王家湾麓山南路 behind its district begins where that ends.
    let behind = from > 0 && kind == PlaceKind::Road && before.chars().count() <= LONGEST_BEHIND;
    let start = from + name(before, fewest, if behind { LONGEST_BEHIND } else { most })?;
    // 原干杉镇
    let former = kind == PlaceKind::Township && text.get(start..at).is_some_and(is_former);
    let start = if former { start + CHARACTER } else { start };
    let called = text.get(start..at)?;
    // 145路 is a bus, and 二期小区 a part of any; 问A3区 begins with its letter.
    let is_bus = kind == PlaceKind::Road && called.ends_with(|ch: char| ch.is_ascii_digit());
    let is_part = called.ends_with('期') && called.chars().count() == fewest;
    if is_bus || kind != PlaceKind::Road && (is_part || NO_NAME.contains(&called)) {
        return None;
    }
    let lettered = called.find(|ch: char| ch.is_ascii_alphanumeric()).filter(|_| kind == PlaceKind::District);
    let start = start + lettered.unwrap_or(0);
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

/// Characters of a road's name that stands right behind another place.
const LONGEST_BEHIND: usize = 8;

/// Whether a township's name has 原 before it rather than in it.
fn is_former(called: &str) -> bool {
    called.starts_with('原') && called.chars().count() > 2
}

/// Where a name that ends no place begins at the end of a text, and of how few characters, if words tell that it begins there.
pub fn called(before: &str, fewest: usize) -> Option<usize> {
    let start = name(before, fewest, 8)?;
    let called = before.get(start..)?;
    let generic =
        ["商", "业主", "房", "盘", "小区", "学", "工", "月", "年", "日", "第", "分", "物业", "项目", "工程"];
    (!generic.iter().any(|end| called.ends_with(end))).then_some(start)
}

/// Whether a character ends every name.
pub fn is_hard(ch: char) -> bool {
    ends_with_char(ch.encode_utf8(&mut [0; 4]), HARD)
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

pub const NUMERALS: [char; 12] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '百'];

/// Where the digits before 号 or 栋 begin: `932`, `３`, `十二`, `A3`, `A`.
fn number(before: &str, most: usize) -> Option<usize> {
    let digit =
        |ch: char| ch.is_ascii_alphanumeric() || matches!(ch, '０'..='９' | '-') || NUMERALS.contains(&ch);
    let start =
        before.char_indices().rev().take(most).take_while(|(_, ch)| digit(*ch)).last().map(|(at, _)| at)?;
    let digits = before.get(start..)?;
    (!digits.starts_with('-')).then_some(start)
}

/// Whether a text ends with one of a table's `N` bytes, each of which takes up `STEP`.
fn ends_with_one<const N: usize, const STEP: usize>(text: &str, table: &str) -> bool {
    let last = text.as_bytes().last_chunk::<N>();
    let (table, _) = table.as_bytes().as_chunks::<STEP>();
    last.is_some() && table.binary_search_by(|held| held.first_chunk::<N>().cmp(&last)).is_ok()
}

fn ends_with_char(text: &str, table: &str) -> bool {
    ends_with_one::<CHARACTER, CHARACTER>(text, table)
}

fn ends_with_word(text: &str, table: &str) -> bool {
    ends_with_one::<{ 2 * CHARACTER }, WORD>(text, table)
}

/// Where a name of that many characters at the end of the text begins. What goes on before them has begun nobody knows where.
fn name(before: &str, fewest: usize, most: usize) -> Option<usize> {
    let mut start = before.len();
    let mut count = 0;
    for (at, ch) in before.char_indices().rev() {
        let begun = before.get(..start).unwrap_or_default();
        let could_end = count >= fewest && !before.get(start..).is_some_and(|name| name.starts_with('之'));
        let ends = !ch.is_alphanumeric()
            || ends_with_char(begun, HARD)
            || ends_with_word(begun, HARD_WORDS)
            || could_end && (ends_with_char(begun, SOFT) || ends_with_word(begun, SOFT_WORDS));
        if ends {
            break;
        }
        if count == most {
            return None;
        }
        (start, count) = (at, count + 1);
    }
    (count >= fewest).then_some(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_in_the_order_in_which_they_are_looked_through() {
        let chars = |table: &str| table.chars().map(String::from).collect::<Vec<_>>();
        let words = |table: &str| table.split_terminator(' ').map(String::from).collect::<Vec<_>>();
        for (table, bytes) in [
            (chars(HARD), CHARACTER),
            (chars(SOFT), CHARACTER),
            (words(HARD_WORDS), WORD - 1),
            (words(SOFT_WORDS), WORD - 1),
        ] {
            assert!(table.iter().all(|held| held.len() == bytes), "{table:?}");
            let wrong: Vec<_> = table.windows(2).filter(|two| two[0] >= two[1]).collect();
            assert!(wrong.is_empty(), "{wrong:?}");
        }
        // What ends with a character that ends every name is said already.
        let idle: Vec<String> = words(HARD_WORDS)
            .into_iter()
            .chain(words(SOFT_WORDS))
            .filter(|word| ends_with_char(word, HARD))
            .collect();
        assert!(idle.is_empty(), "{idle:?}");
        assert!(ends_with_word("我要投诉", HARD_WORDS) || ends_with_char("我要投诉", HARD));
        assert!(!ends_with_word("诉", HARD_WORDS) && !ends_with_char("", HARD));
    }

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
