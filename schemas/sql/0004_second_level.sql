-- The dispatch catalogue by the second level of the taxonomy, and the departments that it needs
-- besides those of 0002. A code that an admin has given away already keeps its name.
--
-- One row a statement: several at once, or an INSERT … SELECT, would make SQLite look through every
-- ticket for ones that refer to the new rows.

INSERT INTO department (code, name, name_en, updated_at)
VALUES ('zzb', '市委组织部', 'Party Committee Organisation Department', 0) ON CONFLICT DO NOTHING;

INSERT INTO department (code, name, name_en, updated_at)
VALUES ('xcb', '市委宣传部', 'Party Committee Publicity Department', 0) ON CONFLICT DO NOTHING;

INSERT INTO department (code, name, name_en, updated_at)
VALUES ('tzb', '市委统一战线工作部', 'Party Committee United Front Work Department', 0) ON CONFLICT DO NOTHING;

INSERT INTO department (code, name, name_en, updated_at)
VALUES ('zfw', '市委政法委员会', 'Party Committee Political and Legal Affairs Commission', 0) ON CONFLICT DO NOTHING;

INSERT INTO department (code, name, name_en, updated_at)
VALUES ('shgz', '市委社会工作部', 'Party Committee Society Work Department', 0) ON CONFLICT DO NOTHING;

INSERT INTO department (code, name, name_en, updated_at)
VALUES ('wxb', '互联网信息办公室', 'Cyberspace Administration Office', 0) ON CONFLICT DO NOTHING;

INSERT INTO department (code, name, name_en, updated_at)
VALUES ('wsb', '外事办公室', 'Foreign Affairs Office', 0) ON CONFLICT DO NOTHING;

INSERT INTO department (code, name, name_en, updated_at)
VALUES ('gdb', '国防动员办公室', 'National Defence Mobilisation Office', 0) ON CONFLICT DO NOTHING;

INSERT INTO department (code, name, name_en, updated_at)
VALUES ('mzzj', '民族宗教事务局', 'Ethnic and Religious Affairs Bureau', 0) ON CONFLICT DO NOTHING;

INSERT INTO department (code, name, name_en, updated_at)
VALUES ('gzw', '国有资产监督管理委员会', 'State-owned Assets Supervision and Administration Commission', 0) ON CONFLICT DO NOTHING;

INSERT INTO department (code, name, name_en, updated_at)
VALUES ('jrj', '地方金融管理局', 'Local Financial Administration', 0) ON CONFLICT DO NOTHING;

INSERT INTO department (code, name, name_en, updated_at)
VALUES ('zsj', '政务服务和数据管理局', 'Government Services and Data Administration', 0) ON CONFLICT DO NOTHING;

INSERT INTO department (code, name, name_en, updated_at)
VALUES ('lsj', '粮食和物资储备局', 'Grain and Material Reserves Bureau', 0) ON CONFLICT DO NOTHING;

INSERT INTO department (code, name, name_en, updated_at)
VALUES ('jwdc', '公安局警务督察支队', 'Police Inspection Brigade', 0) ON CONFLICT DO NOTHING;

INSERT INTO department (code, name, name_en, updated_at)
VALUES ('zgh', '总工会', 'Federation of Trade Unions', 0) ON CONFLICT DO NOTHING;

INSERT INTO department (code, name, name_en, updated_at)
VALUES ('tsw', '共青团市委', 'Communist Youth League Committee', 0) ON CONFLICT DO NOTHING;

INSERT INTO department (code, name, name_en, updated_at)
VALUES ('fl', '妇女联合会', 'Women''s Federation', 0) ON CONFLICT DO NOTHING;

INSERT INTO department (code, name, name_en, updated_at)
VALUES ('cl', '残疾人联合会', 'Disabled Persons'' Federation', 0) ON CONFLICT DO NOTHING;

INSERT INTO department (code, name, name_en, updated_at)
VALUES ('fy', '中级人民法院', 'Intermediate People''s Court', 0) ON CONFLICT DO NOTHING;

INSERT INTO department (code, name, name_en, updated_at)
VALUES ('jgfj', '国家金融监督管理总局监管分局', 'National Financial Regulatory Administration Sub-bureau', 0) ON CONFLICT DO NOTHING;

INSERT INTO department (code, name, name_en, updated_at)
VALUES ('yzj', '邮政管理局', 'Postal Administration', 0) ON CONFLICT DO NOTHING;

INSERT INTO department (code, name, name_en, updated_at)
VALUES ('qxj', '气象局', 'Meteorological Bureau', 0) ON CONFLICT DO NOTHING;

INSERT INTO department (code, name, name_en, updated_at)
VALUES ('hg', '海关', 'Customs', 0) ON CONFLICT DO NOTHING;

-- Only where nobody has replaced version 1, which 0002 made: versions have no gaps, so whoever did
-- made a version 2.
--
-- Each category leads as in version 1, and its 其他 goes the same way. Where a name holds the work
-- of several departments the one with most of it leads. 警务督察, complaints about the police, goes to
-- the police's inspectors and not to those complained about.
--
-- A deadline of their own (finish) have three kinds of matter, by docs/DOMAIN.md, Deadlines and calendar:
--   城市建设和市政管理: street lamps, refuse, water, gas: a visit and a repair, no inquiry.
--   医患纠纷: mediation takes its time.
--   纪检监察, 其他 aside: before it is decided what becomes of a report there is nothing to answer.
INSERT INTO catalogue (version, rules, created_at, created_by) VALUES (2, '[
    {"category": "城乡建设", "lead": "zjj"},
    {"category": "城乡建设", "subcategory": "安全生产", "lead": "zjj", "assists": ["yjj"]},
    {"category": "城乡建设", "subcategory": "城市建设和市政管理", "lead": "cgj", "assists": ["zjj"], "finish": {"working_days": 3}},
    {"category": "城乡建设", "subcategory": "城乡规划", "lead": "zrzy", "assists": ["cgj"]},
    {"category": "城乡建设", "subcategory": "村镇建设", "lead": "zjj", "assists": ["nyj"]},
    {"category": "城乡建设", "subcategory": "工程质量", "lead": "zjj"},
    {"category": "城乡建设", "subcategory": "国有土地上房屋征收与补偿", "lead": "zjj", "assists": ["zrzy"]},
    {"category": "城乡建设", "subcategory": "集体土地上房屋拆迁与补偿", "lead": "zrzy", "assists": ["zjj"]},
    {"category": "城乡建设", "subcategory": "建筑市场", "lead": "zjj", "assists": ["rsj"]},
    {"category": "城乡建设", "subcategory": "其他", "lead": "zjj"},
    {"category": "城乡建设", "subcategory": "住房保障与房地产", "lead": "zjj", "assists": ["zrzy", "gjj"]},
    {"category": "党务政务", "lead": "bgt"},
    {"category": "党务政务", "subcategory": "党的建设", "lead": "zzb"},
    {"category": "党务政务", "subcategory": "港澳台侨", "lead": "tzb", "assists": ["wsb"]},
    {"category": "党务政务", "subcategory": "国防外交", "lead": "wsb", "assists": ["gdb"]},
    {"category": "党务政务", "subcategory": "民族宗教", "lead": "mzzj"},
    {"category": "党务政务", "subcategory": "其他", "lead": "bgt"},
    {"category": "党务政务", "subcategory": "群众团体", "lead": "zgh", "assists": ["tsw", "fl"]},
    {"category": "党务政务", "subcategory": "宣传舆论", "lead": "xcb", "assists": ["wxb", "wlj"]},
    {"category": "党务政务", "subcategory": "政治体制", "lead": "bgt", "assists": ["tzb"]},
    {"category": "国土资源", "lead": "zrzy"},
    {"category": "国土资源", "subcategory": "海洋气象地震", "lead": "qxj", "assists": ["yjj", "zrzy"]},
    {"category": "国土资源", "subcategory": "矿产资源管理", "lead": "zrzy"},
    {"category": "国土资源", "subcategory": "其他", "lead": "zrzy"},
    {"category": "国土资源", "subcategory": "土地征收", "lead": "zrzy", "assists": ["rsj"]},
    {"category": "国土资源", "subcategory": "土地资源管理", "lead": "zrzy", "assists": ["nyj"]},
    {"category": "环境保护", "lead": "hbj"},
    {"category": "环境保护", "subcategory": "环保管理", "lead": "hbj"},
    {"category": "环境保护", "subcategory": "环境污染", "lead": "hbj", "assists": ["cgj"]},
    {"category": "环境保护", "subcategory": "建设项目审批", "lead": "hbj"},
    {"category": "环境保护", "subcategory": "其他", "lead": "hbj"},
    {"category": "纪检监察", "lead": "jw"},
    {"category": "纪检监察", "subcategory": "党政处分", "lead": "jw", "finish": {"working_days": 22}},
    {"category": "纪检监察", "subcategory": "干部作风", "lead": "jw", "finish": {"working_days": 22}},
    {"category": "纪检监察", "subcategory": "滥用职权", "lead": "jw", "finish": {"working_days": 22}},
    {"category": "纪检监察", "subcategory": "其他", "lead": "jw"},
    {"category": "纪检监察", "subcategory": "失职渎职", "lead": "jw", "finish": {"working_days": 22}},
    {"category": "纪检监察", "subcategory": "贪污贿赂", "lead": "jw", "finish": {"working_days": 22}},
    {"category": "交通运输", "lead": "jtj"},
    {"category": "交通运输", "subcategory": "出租车管理", "lead": "jtj"},
    {"category": "交通运输", "subcategory": "建设管理", "lead": "jtj"},
    {"category": "交通运输", "subcategory": "交通运输", "lead": "jtj"},
    {"category": "交通运输", "subcategory": "客货运输", "lead": "jtj"},
    {"category": "交通运输", "subcategory": "其他", "lead": "jtj"},
    {"category": "交通运输", "subcategory": "邮政管理", "lead": "yzj"},
    {"category": "经济管理", "lead": "fgw"},
    {"category": "经济管理", "subcategory": "安全生产", "lead": "yjj"},
    {"category": "经济管理", "subcategory": "保险证券期货", "lead": "jgfj", "assists": ["jrj"]},
    {"category": "经济管理", "subcategory": "国资监管", "lead": "gzw"},
    {"category": "经济管理", "subcategory": "宏观调控", "lead": "fgw"},
    {"category": "经济管理", "subcategory": "金融财税", "lead": "jrj", "assists": ["swju", "czj"]},
    {"category": "经济管理", "subcategory": "能源管理", "lead": "fgw"},
    {"category": "经济管理", "subcategory": "其他", "lead": "fgw"},
    {"category": "经济管理", "subcategory": "企业破产", "lead": "gzw", "assists": ["fy", "rsj"]},
    {"category": "科技与信息产业", "lead": "gxj"},
    {"category": "科技与信息产业", "subcategory": "电信", "lead": "gxj"},
    {"category": "科技与信息产业", "subcategory": "科学技术", "lead": "kjj"},
    {"category": "科技与信息产业", "subcategory": "其他", "lead": "gxj"},
    {"category": "科技与信息产业", "subcategory": "信息化建设", "lead": "zsj", "assists": ["gxj", "wxb"]},
    {"category": "科技与信息产业", "subcategory": "知识产权", "lead": "scjg", "assists": ["kjj"]},
    {"category": "民政", "lead": "mzj"},
    {"category": "民政", "subcategory": "福利慈善", "lead": "mzj", "assists": ["cl"]},
    {"category": "民政", "subcategory": "复退安置", "lead": "tyjr"},
    {"category": "民政", "subcategory": "基层选举和社区建设", "lead": "mzj", "assists": ["shgz"]},
    {"category": "民政", "subcategory": "救灾募捐", "lead": "yjj", "assists": ["mzj"]},
    {"category": "民政", "subcategory": "民间组织", "lead": "mzj"},
    {"category": "民政", "subcategory": "其他", "lead": "mzj"},
    {"category": "民政", "subcategory": "区划地名", "lead": "mzj"},
    {"category": "民政", "subcategory": "社会服务", "lead": "mzj"},
    {"category": "民政", "subcategory": "社会救助", "lead": "mzj", "assists": ["ybj"]},
    {"category": "民政", "subcategory": "优抚", "lead": "tyjr"},
    {"category": "农村农业", "lead": "nyj"},
    {"category": "农村农业", "subcategory": "草原草场", "lead": "lyj"},
    {"category": "农村农业", "subcategory": "村务管理", "lead": "nyj", "assists": ["mzj"]},
    {"category": "农村农业", "subcategory": "动物防疫", "lead": "nyj"},
    {"category": "农村农业", "subcategory": "扶贫开发", "lead": "nyj"},
    {"category": "农村农业", "subcategory": "惠农补贴", "lead": "nyj", "assists": ["czj"]},
    {"category": "农村农业", "subcategory": "林业管理", "lead": "lyj"},
    {"category": "农村农业", "subcategory": "农副产品流通", "lead": "swj", "assists": ["nyj", "lsj"]},
    {"category": "农村农业", "subcategory": "农垦农场", "lead": "nyj"},
    {"category": "农村农业", "subcategory": "农资农技", "lead": "nyj", "assists": ["scjg"]},
    {"category": "农村农业", "subcategory": "其他", "lead": "nyj"},
    {"category": "农村农业", "subcategory": "水库移民", "lead": "slj"},
    {"category": "农村农业", "subcategory": "水利水电", "lead": "slj"},
    {"category": "农村农业", "subcategory": "土地承包经营", "lead": "nyj", "assists": ["zrzy"]},
    {"category": "农村农业", "subcategory": "野生资源管理", "lead": "lyj"},
    {"category": "商贸旅游", "lead": "swj"},
    {"category": "商贸旅游", "subcategory": "旅游管理", "lead": "wlj"},
    {"category": "商贸旅游", "subcategory": "其他", "lead": "swj"},
    {"category": "商贸旅游", "subcategory": "商业贸易", "lead": "swj"},
    {"category": "商贸旅游", "subcategory": "市场监管", "lead": "scjg"},
    {"category": "商贸旅游", "subcategory": "质监检验检疫", "lead": "scjg", "assists": ["hg"]},
    {"category": "卫生计生", "lead": "wjw"},
    {"category": "卫生计生", "subcategory": "公共卫生", "lead": "wjw"},
    {"category": "卫生计生", "subcategory": "其他", "lead": "wjw"},
    {"category": "卫生计生", "subcategory": "人口计生", "lead": "wjw"},
    {"category": "卫生计生", "subcategory": "食品药品监管", "lead": "scjg", "assists": ["wjw"]},
    {"category": "卫生计生", "subcategory": "医患纠纷", "lead": "wjw", "assists": ["sfj"], "finish": {"working_days": 30}},
    {"category": "卫生计生", "subcategory": "医政监管", "lead": "wjw", "assists": ["ybj"]},
    {"category": "政法", "lead": "gaj"},
    {"category": "政法", "subcategory": "法律服务", "lead": "sfj"},
    {"category": "政法", "subcategory": "法制建设", "lead": "sfj"},
    {"category": "政法", "subcategory": "行政复议", "lead": "sfj"},
    {"category": "政法", "subcategory": "户籍证件", "lead": "gaj"},
    {"category": "政法", "subcategory": "交通管理", "lead": "jjzd"},
    {"category": "政法", "subcategory": "警务督察", "lead": "jwdc"},
    {"category": "政法", "subcategory": "其他", "lead": "gaj"},
    {"category": "政法", "subcategory": "社会治安", "lead": "gaj", "assists": ["xfj"]},
    {"category": "政法", "subcategory": "诉讼", "lead": "zfw", "assists": ["fy"]},
    {"category": "政法", "subcategory": "刑案侦破", "lead": "gaj"},
    {"category": "政法", "subcategory": "刑罚执行", "lead": "sfj"},
    {"category": "政法", "subcategory": "仲裁与调解", "lead": "sfj", "assists": ["rsj"]},
    {"category": "教育文体", "lead": "jyj"},
    {"category": "教育文体", "subcategory": "教师队伍和待遇", "lead": "jyj", "assists": ["rsj"]},
    {"category": "教育文体", "subcategory": "教育行政管理", "lead": "jyj"},
    {"category": "教育文体", "subcategory": "教育收费", "lead": "jyj", "assists": ["scjg"]},
    {"category": "教育文体", "subcategory": "教育体制", "lead": "jyj"},
    {"category": "教育文体", "subcategory": "考试招生", "lead": "jyj"},
    {"category": "教育文体", "subcategory": "其他", "lead": "jyj"},
    {"category": "教育文体", "subcategory": "失学辍学", "lead": "jyj", "assists": ["tsw"]},
    {"category": "教育文体", "subcategory": "体育", "lead": "tyj"},
    {"category": "教育文体", "subcategory": "文化", "lead": "wlj"},
    {"category": "教育文体", "subcategory": "文物管理", "lead": "wlj"},
    {"category": "劳动和社会保障", "lead": "rsj"},
    {"category": "劳动和社会保障", "subcategory": "城镇居民社会保险", "lead": "rsj", "assists": ["ybj"]},
    {"category": "劳动和社会保障", "subcategory": "城镇职工社会保险", "lead": "rsj", "assists": ["ybj"]},
    {"category": "劳动和社会保障", "subcategory": "工资福利", "lead": "rsj"},
    {"category": "劳动和社会保障", "subcategory": "就业培训", "lead": "rsj"},
    {"category": "劳动和社会保障", "subcategory": "劳动保护", "lead": "rsj", "assists": ["wjw", "yjj"]},
    {"category": "劳动和社会保障", "subcategory": "劳动关系", "lead": "rsj"},
    {"category": "劳动和社会保障", "subcategory": "其他", "lead": "rsj"},
    {"category": "劳动和社会保障", "subcategory": "社保基金管理", "lead": "rsj", "assists": ["czj"]},
    {"category": "劳动和社会保障", "subcategory": "退休政策及待遇", "lead": "rsj"}
]', 0, 'default')
ON CONFLICT DO NOTHING;
