//! What the audit log tells of, beside what happens to tickets.

use minsheng_types::words::words;

words! {
    /// What the log tells of, beside what happens to tickets (see [`crate::audit::acts`]): what it concerns, and what was done.
    pub enum Act {
        AccountFactor = "account.factor", "绑定动态验证码", "second factor set up";
        AccountFactorReset = "account.factor_reset", "解除动态验证码", "second factor taken away";
        AccountLocked = "account.locked", "账号登录受限", "log-in made to wait";
        AccountLogin = "account.login", "账号登录", "logged in";
        AccountLogout = "account.logout", "账号退出", "logged out";
        AccountPassword = "account.password", "更改密码", "password changed";
        AccountPut = "account.put", "新增或修改账号", "account added or changed";
        AccountRecovery = "account.recovery", "使用备用码", "recovery code used";
        AccountRevoke = "account.revoke", "强制退出账号", "logged out everywhere";
        AccountUnlock = "account.unlock", "解除登录限制", "wait ended";
        AttachmentAdd = "attachment.add", "上传附件", "attachment added";
        AttachmentInfected = "attachment.infected", "附件含病毒", "attachment infected";
        AttachmentRead = "attachment.read", "下载受保护工单的附件", "attachment of a protected ticket read";
        AttachmentRemove = "attachment.remove", "删除附件", "attachment removed";
        AuditRead = "audit.read", "查看审计日志", "audit log read";
        AuditVerify = "audit.verify", "核验审计日志", "audit log verified";
        CallerLookup = "caller.lookup", "按来电查询工单", "tickets of a caller looked up";
        CallsRecord = "calls.record", "上报通话记录", "telephone calls reported";
        CatalogueReplace = "catalogue.replace", "修改派单目录", "dispatch catalogue changed";
        CitizenLogin = "citizen.login", "市民登录", "citizen logged in";
        DepartmentPut = "department.put", "新增或修改单位", "department added or changed";
        DepartmentRetire = "department.retire", "撤销单位", "department retired";
        HotspotAlert = "hotspot.alert", "热点预警", "hot spot alert";
        KeyCreate = "key.create", "创建接口密钥", "API key made";
        KeyRevoke = "key.revoke", "吊销接口密钥", "API key revoked";
        KeyringReseal = "keyring.reseal", "更换密钥加封", "keys sealed anew";
        KnowledgeDraft = "knowledge.draft", "保存知识草稿", "draft of an entry kept";
        KnowledgePublish = "knowledge.publish", "发布知识", "entry published";
        KnowledgeWithdraw = "knowledge.withdraw", "撤下知识", "entry withdrawn";
        MessageSend = "message.send", "发送通知", "citizen told";
        ModelActivate = "model.activate", "启用分类模型", "model let classify";
        ModelRollBack = "model.roll_back", "回退分类模型", "model rolled back";
        ModelSettled = "model.settled", "导出训练语料", "settled messages read";
        ModelTry = "model.try", "试用分类模型", "model tried";
        ModelUpload = "model.upload", "上传分类模型", "model uploaded";
        MyDataRead = "my_data.read", "市民查看本人数据", "own data read";
        NoticeAppear = "notice.appear", "公告到期发布", "notice appeared";
        NoticeExpire = "notice.expire", "公告到期失效", "notice expired";
        NoticePublish = "notice.publish", "发布公告", "notice published";
        NoticeReplace = "notice.replace", "修改公告", "notice changed";
        NoticeWithdraw = "notice.withdraw", "撤下公告", "notice withdrawn";
        OncallAcknowledge = "oncall.acknowledge", "值班人员确认", "call acknowledged";
        OncallCall = "oncall.call", "呼叫值班人员", "somebody on duty called";
        OncallExhaust = "oncall.exhaust", "无人确认", "called in vain";
        OncallJoin = "oncall.join", "与同一事件一并处置", "another report of an event for which people are called";
        OncallRead = "oncall.read", "查看值班表", "lists of those on duty read";
        OncallReplace = "oncall.replace", "修改值班表", "lists of those on duty changed";
        PersonalReseal = "personal.reseal", "更换密钥重新加密", "personal data sealed anew";
        ReporterCorrect = "reporter.correct", "更正诉求人信息", "reporter's data corrected";
        ReporterErase = "reporter.erase", "删除诉求人信息", "reporter's data erased";
        ReporterRead = "reporter.read", "诉求人查看本人信息", "own data on a ticket read";
        ReporterReveal = "reporter.reveal", "查看诉求人明文信息", "reporter revealed";
        SessionReuse = "session.reuse", "重复使用登录凭证", "refresh token used twice";
        SettingsReplace = "settings.replace", "修改系统设置", "settings changed";
        SurveyDraft = "survey.draft", "保存问卷草稿", "draft of a survey kept";
        SurveyPublish = "survey.publish", "发布或修改问卷", "survey published or changed";
        SurveyWithdraw = "survey.withdraw", "撤下问卷", "survey withdrawn";
        TicketsCold = "tickets.cold", "转入冷档", "old tickets put into the archive";
        TicketsImport = "tickets.import", "导入历史工单", "old tickets taken over";
        TicketsRemove = "tickets.remove", "移除演示工单", "made-up tickets taken out";
        WebhookCreate = "webhook.create", "创建推送订阅", "webhook made";
        WebhookDelete = "webhook.delete", "删除推送订阅", "webhook deleted";
        WebhookDisable = "webhook.disable", "系统停用推送订阅", "webhook disabled by the system";
        WebhookMissed = "webhook.missed", "推送订阅错过事件", "events gone before a webhook had them";
        WebhookReplace = "webhook.replace", "修改推送订阅", "webhook changed";
        WebhookReplay = "webhook.replay", "重新推送事件", "events handed out anew";
        WebhookRetry = "webhook.retry", "重试未送达事件", "dead letters tried again";
        WebhookRotate = "webhook.rotate", "更换推送密钥", "webhook's secret changed";
        WebhookTest = "webhook.test", "测试推送", "webhook tested";
    }
}
