//! What threatens people, whom to call, and what to do until help comes.

use minsheng_types::words::Lang;
use serde::{Deserialize, Serialize};

/// What threatens people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Danger {
    Fire,
    GasLeak,
    /// A building, slope or bridge that came down.
    Collapse,
    /// Violence or another crime that is happening.
    Violence,
    Medical,
    TrafficAccident,
    Drowning,
    Electricity,
    /// Shut in a lift, cut off by water.
    Trapped,
    Suicide,
}

/// Someone is in danger now: whom to call, what to do until help comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Emergency {
    pub danger: Danger,
    /// Numbers to call, the most important first.
    pub call: &'static [&'static str],
}

impl Emergency {
    /// The emergency that belongs to a danger.
    pub fn of(danger: Danger) -> Self {
        let call = match danger {
            Danger::Fire | Danger::GasLeak | Danger::Trapped => &["119"][..],
            Danger::Collapse => &["119", "120"],
            Danger::Violence => &["110"],
            Danger::Medical => &["120"],
            Danger::TrafficAccident => &["122", "120"],
            Danger::Drowning => &["119", "120"],
            Danger::Electricity => &["120", "119"],
            Danger::Suicide => &["110", "120"],
        };
        Self { danger, call }
    }

    /// What to do until help comes.
    pub fn advice(&self, lang: Lang) -> &'static str {
        let (zh, en) = match self.danger {
            Danger::Fire => (
                "请立即拨打119。马上撤离，不要乘电梯；有烟时弯腰低行，用湿毛巾捂住口鼻；无法撤离时关紧房门等待救援。",
                "Call 119 now. Leave at once and do not use the lift; keep low in smoke and cover your nose and mouth with a wet cloth. If you cannot get out, close the door and wait for help.",
            ),
            Danger::GasLeak => (
                "请先离开现场，再到室外拨打119和当地燃气公司抢修电话。能安全做到时关闭阀门、开窗通风；不要开关任何电器，不要用明火，不要在屋内打电话。",
                "Get out first, then call 119 and your gas company's repair line from outside. If it is safe, shut the valve and open the windows; touch no switch, use no flame, and do not phone indoors.",
            ),
            Danger::Collapse => (
                "请立即拨打119，有人受伤同时拨打120。远离建筑物和边坡，不要返回取物；告诉救援人员可能被困的人数和位置。",
                "Call 119 now, and 120 if anyone is hurt. Keep away from the building or slope, do not go back in, and tell the rescuers how many people may be inside and where.",
            ),
            Danger::Violence => (
                "请立即拨打110；不便说话时可发短信至12110。先到有人的安全处，不要与对方对峙。",
                "Call 110 now; if you cannot speak, text 12110. Get to a safe place with other people and do not confront the attacker.",
            ),
            Danger::Medical => (
                "请立即拨打120，听从调度员指导。不要随意搬动病人；没有呼吸时立即开始胸外按压。",
                "Call 120 now and follow the dispatcher's instructions. Do not move the person needlessly; if they are not breathing, start chest compressions.",
            ),
            Danger::TrafficAccident => (
                "请立即拨打122，有人受伤同时拨打120。打开双闪，在来车方向放置警示牌，人员撤到护栏外；不要随意搬动伤员。",
                "Call 122 now, and 120 if anyone is hurt. Switch on the hazard lights, set up a warning triangle, get behind the barrier, and do not move the injured needlessly.",
            ),
            Danger::Drowning => (
                "请立即拨打119和120。不要盲目下水，向落水者抛救生圈、绳子或长杆，并盯住其位置。",
                "Call 119 and 120 now. Do not jump in; throw a ring, a rope or a pole and keep your eyes on the person.",
            ),
            Danger::Electricity => (
                "请立即拨打120和119。先切断电源，不要用手去拉触电者；电线落地时远离至少十米。",
                "Call 120 and 119 now. Cut the power first and do not touch the person; stay at least ten metres from a fallen wire.",
            ),
            Danger::Trapped => (
                "请立即拨打119。电梯内请按紧急呼叫按钮，不要扒门；被水围困时到高处等待救援。",
                "Call 119 now. In a lift press the alarm button and do not force the door; in a flood move to high ground and wait.",
            ),
            Danger::Suicide => (
                "请立即拨打110和120。请陪在身边，移开危险物品。心里难受可以随时拨打全国心理援助热线12356。",
                "Call 110 and 120 now. Stay with the person and remove anything dangerous. The national support line 12356 is there for you at any hour.",
            ),
        };
        lang.of(zh, en)
    }

    /// The emergency as citizens and integrators read it.
    pub fn notice(&self, english: bool) -> EmergencyNotice {
        let lang = if english { Lang::En } else { Lang::Zh };
        EmergencyNotice {
            danger: self.danger,
            call: self.call.iter().map(|number| (*number).to_owned()).collect(),
            advice: self.advice(lang).to_owned(),
        }
    }
}

/// `{"danger": "gas_leak", "call": ["119"], "advice": "…"}`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EmergencyNotice {
    pub danger: Danger,
    /// Numbers to call, the most important first.
    pub call: Vec<String>,
    /// What to do until help comes.
    pub advice: String,
}
