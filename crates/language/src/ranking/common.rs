//! Pairs of characters that say nothing of a matter: greetings, the forms of official letters, and
//! the language's small change. They were counted, not thought up: whatever stands in more than one in
//! fifteen of citizens' letters or of the answers to them, without the words that do name a matter.

use crate::term_vector::BigramSet;

const PAIRS: BigramSet = BigramSet(
    "\
     一下一个一年一次一步一直下一不了不到不是不知不能与支与监严格严重个人中心为了为什主的主要之前也不也是也没了一了解予以事情于您人员人的什么今年他们\
     以上以及们将们工们是们的任何会议但是作为作人作的你好使用依法保障信收关于关心关情关注关部其中其他具体况下况回出现到了力度办法办理加大加强协调单位\
     原则原因及时反映反馈发现发生只有只能召开可以合法合理同时周边和支咨询回复因为国家在这地方基本基础处理复如多次大的如下如有如果存在安排完善完成定的\
     实施实行实际对于对我导致将有尊敬就是尽快局将属于工作已收已经已转希望平台并且应该度重建议开始开展当时影响很多得到心和怎么恳请您反您好您对您所您的\
     情况意见感谢成了我们我是我的或者所以所反所有才能按照提供提出支持收到收悉政府敬的整改文件方便方式方案无法时候时间明确映的是一是不是否是在是我有一\
     有关有的有限服务本人来信来的查处查核标准样的核实根据根本欢迎正在正常没有特别现回现在现场现将现象理解甚至由于申请电话留言的一的业的事的人的关的地\
     的工的建的情的意的支的时的是的理的留的通的问的领监督目前直接相关看到督与知道研究确保社会积极程序立即符合第一第二答复组织经常经调经过结果给我继续\
     维护综合网友群众考虑而且联系能够自己至今范围行为行了行调要求规定规范解与解决解和言已计划让我设计请求请问调整调查谢您谢谢负责责任转交过程还是还有\
     这个这么这些这是这样这种进一进行违法违规通过造成部分部门都不都是都没重影重视针对问政问题附近需要非常题已高度",
);

/// Whether a term is one of them.
#[must_use]
pub fn is_common(term: &str) -> bool {
    PAIRS.contains(term)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn greetings_are_common_and_matters_are_not() {
        for common in ["您好", "感谢", "收悉", "我们"] {
            assert!(is_common(common), "{common}");
        }
        for matter in ["路灯", "停水", "社保", "学校", "噪音", "a3", "灯", ""] {
            assert!(!is_common(matter), "{matter}");
        }
    }

    #[test]
    fn each_is_a_pair_and_stands_there_once() {
        assert_eq!(PAIRS.checked(), 315);
    }
}
