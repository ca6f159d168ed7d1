"""Agencies: the full name, the system and the function of names of all levels and years."""

from __future__ import annotations

import pytest

from flows.knowledge.agencies import resolve
from flows.knowledge.lexicon import rules
from flows.knowledge.regions import region as region_of

# Under region, level and year of the document: name as written, full name, system and function (- for none).
TABLE = """
# 620000 province 2017
省工信委 甘肃省工业和信息化委员会 government 工业和信息化
省委网信办 中共甘肃省委网络安全和信息化领导小组办公室 party 网信
省政府金融办 甘肃省人民政府金融工作办公室 government 金融
人行兰州中心支行 中国人民银行兰州中心支行 government 人民银行
各市州政府 甘肃省各市州政府 collective 政府
甘肃电信公司 甘肃电信公司 enterprise 通信运营
兰州市政府 兰州市人民政府 government 政府
兰州新区管委会 兰州新区管理委员会 government 园区管理
省编办 甘肃省机构编制委员会办公室 party 机构编制
省文明办 甘肃省精神文明建设指导委员会办公室 party 精神文明
省国家安全厅 甘肃省国家安全厅 government 国家安全
省国家保密局 甘肃省国家保密局 party 保密
省民委 甘肃省民族事务委员会 government 民族宗教
省旅游发展委 甘肃省旅游发展委员会 government 文化和旅游
省食品药品监管局 甘肃省食品药品监督管理局 government 市场监管
省政府国资委 甘肃省人民政府国有资产监督管理委员会 government 国有资产
省政府法制办 甘肃省人民政府法制办公室 government 司法行政
省供销社 甘肃省供销合作社联合社 institution 供销
省扶贫办 甘肃省扶贫开发办公室 government 乡村振兴
甘肃广电网络公司 甘肃广电网络公司 enterprise 广电网络
省政府办公厅 甘肃省人民政府办公厅 government 政府办公厅
省卫生计生委 甘肃省卫生和计划生育委员会 government 卫生健康
省建设厅 甘肃省建设厅 government 住房城乡建设
省农牧厅 甘肃省农牧厅 government 农业农村
省国税局 甘肃省国家税务局 government 税务
省委 中共甘肃省委员会 party 党委
省政府 甘肃省人民政府 government 政府
甘肃省财政厅 甘肃省财政厅 government 财政
中共甘肃省委办公厅 中共甘肃省委办公厅 party 党委办公厅
中共甘肃省委员会办公厅 中共甘肃省委办公厅 party 党委办公厅
省军区 甘肃省军区 military 国防军事
武警甘肃省总队 武警甘肃省总队 military 国防军事
省高级人民法院 甘肃省高级人民法院 court 法院
省委党校 中共甘肃省委党校 party 党校
团省委 共青团甘肃省委员会 mass_organisation 共青团
# 430100 city 2018
市委网信办 中共长沙市委网络安全和信息化领导小组办公室 party 网信
市经信委 长沙市经济和信息化委员会 government 工业和信息化
市电子政务办 长沙市电子政务办公室 government 数据
长沙高新区 长沙高新技术产业开发区管理委员会 government 园区管理
浏阳经开区 浏阳经济技术开发区管理委员会 government 园区管理
暮云经开区 暮云经济技术开发区管理委员会 government 园区管理
中电软件园 中电软件园 institution 园区管理
长沙广电 长沙广电 institution 新闻媒体
星沙海关 星沙海关 government 海关
市税务局 长沙市税务局 government 税务
市外侨办 长沙市人民政府外事侨务办公室 government 外事侨务
市规划局 长沙市城乡规划局 government 自然资源
市城乡规划局 长沙市城乡规划局 government 自然资源
市法制办 长沙市人民政府法制办公室 government 司法行政
市政府法制办 长沙市人民政府法制办公室 government 司法行政
市中级人民法院 长沙市中级人民法院 court 法院
市人民检察院 长沙市人民检察院 procuratorate 检察院
天心区政府 长沙市天心区人民政府 government 政府
中国电信长沙分公司 中国电信长沙分公司 enterprise 通信运营
长沙供电公司 长沙供电公司 enterprise 电力供应
市委机要局 中共长沙市委机要局 party 机要密码
市国家密码管理局 长沙市国家密码管理局 party 机要密码
市机关事务局 长沙市机关事务管理局 government 机关事务
市政府应急办 长沙市人民政府应急管理办公室 government 应急管理
各区县（市）党委 长沙市各区县（市）党委 collective 党委
各区县（市）政府 长沙市各区县（市）政府 collective 政府
各园区管委会 长沙市各园区管委会 collective 园区管理
各相关单位 长沙市各相关单位 collective -
团市委 共青团长沙市委员会 mass_organisation 共青团
市妇联 长沙市妇女联合会 mass_organisation 妇联
市委办公厅 中共长沙市委办公厅 party 党委办公厅
市城管局 长沙市城市管理局 government 城市管理
市文广新局 长沙市文化广电新闻出版局 government 文化和旅游
市文化执法局 长沙市文化市场综合执法局 government 文化和旅游
市住建委 长沙市住房和城乡建设委员会 government 住房城乡建设
市农业委 长沙市农业委员会 government 农业农村
市邮政局 长沙市邮政局 government 邮政
市食药监局 长沙市食品药品监督管理局 government 市场监管
市编办 长沙市机构编制委员会办公室 party 机构编制
省委网信办 中共湖南省委网络安全和信息化领导小组办公室 party 网信
# 000000 central 2020
国家发展改革委 国家发展和改革委员会 government 发展改革
市场监管总局 国家市场监督管理总局 government 市场监管
国务院相关部门 国务院相关部门 collective -
各地区 各地区 collective -
各部门 各部门 collective -
国务院职能转变协调办 国务院推进政府职能转变和“放管服”改革协调小组办公室 government 政府办公厅
中国残联 中国残疾人联合会 mass_organisation 残联
国家移民局 国家移民管理局 government 公安
海关总署 海关总署 government 海关
中央网信办 中央网络安全和信息化委员会办公室 party 网信
国务院办公厅 国务院办公厅 government 政府办公厅
人力资源社会保障部 人力资源和社会保障部 government 人力资源和社会保障
银保监会 中国银行保险监督管理委员会 government 金融监管
所在省的广电管理部门 所在省的广电管理部门 collective -
# 000000 central 2005
广电总局 国家广播电影电视总局 government 广播电视
# 310000 province 2025
市科委 上海市科学技术委员会 government 科技
市教委 上海市教育委员会 government 教育
市数据局 上海市数据局 government 数据
市委金融办 中共上海市委金融委员会办公室 party 金融
上海金融监管局 上海金融监管局 government 金融监管
上海海关 上海海关 government 海关
中国人民银行上海总部 中国人民银行上海总部 government 人民银行
市出入境管理局 上海市出入境管理局 government 公安
市人才局 上海市人才工作局 party 组织
各区政府 上海市各区政府 collective 政府
市药品监督局 上海市药品监督管理局 government 药品监管
市药品监管局 上海市药品监督管理局 government 药品监管
市新闻出版局 上海市新闻出版局 government 新闻出版
市国防科工办 上海市国防科学技术工业办公室 government 国防科技工业
市规划资源局 上海市规划和自然资源局 government 自然资源
市城运中心 上海市城市运行中心 government 城市管理
青浦区政府 上海市青浦区人民政府 government 政府
临港新片区管委会 临港新片区管理委员会 government 园区管理
市住房城乡建设管理委 上海市住房和城乡建设管理委员会 government 住房城乡建设
市地方金融监管局 上海市地方金融监督管理局 government 金融
市城管执法局 上海市城市管理和综合执法局 government 城市管理
# 150500 city 2023
市行政审批和政务服务局 通辽市行政审批和政务服务局 government 政务服务
市文旅广电局 通辽市文化旅游广电局 government 文化和旅游
市城市管理综合行政执法局 通辽市城市管理综合行政执法局 government 城市管理
市消防救援支队 通辽市消防救援支队 government 消防救援
通辽海关 通辽海关 government 海关
通辽银保监分局 通辽银保监分局 government 金融监管
人民银行通辽市中心支行 中国人民银行通辽市中心支行 government 人民银行
各旗县市区 通辽市各旗县市区 collective -
各开发区 通辽市各开发区 collective 园区管理
科左后旗 科尔沁左翼后旗人民政府 government 政府
霍林郭勒市 霍林郭勒市人民政府 government 政府
新奥燃气公司 新奥燃气公司 enterprise 公用事业
通盛集团 通盛集团 enterprise -
市区域经济合作局 通辽市区域经济合作局 government 发展改革
市公共资源交易中心 通辽市公共资源交易中心 government 政务服务
市农牧局 通辽市农牧局 government 农业农村
市林草局 通辽市林业和草原局 government 林业和草原
各银行业金融机构 通辽市各银行业金融机构 collective 金融企业
市城发集团 通辽市城发集团 enterprise -
公共交通运输集团有限公司 公共交通运输集团有限公司 enterprise -
市法院 通辽市中级人民法院 court 法院
市直有关部门单位 通辽市直有关部门单位 collective -
各采购单位 通辽市各采购单位 collective -
自治区工信厅 内蒙古自治区工业和信息化厅 government 工业和信息化
市文联 通辽市文学艺术界联合会 mass_organisation 文联
# 451322 county 2021
县公安局交警大队 象州县公安局交通警察大队 government 公安
象州公路养护中心 象州公路养护中心 government 交通运输
象州生态环境局 象州生态环境局 government 生态环境
各乡镇人民政府 象州县各乡镇人民政府 collective 政府
市交通运输局 来宾市交通运输局 government 交通运输
县文化广电旅游局 象州县文化广电旅游局 government 文化和旅游
自治区交通运输厅 广西壮族自治区交通运输厅 government 交通运输
# 610600 city 2023
市工信局（市中小企业服务中心） 延安市工业和信息化局 government 工业和信息化
延安大学 延安大学 institution 教育
市中院 延安市中级人民法院 court 法院
市交运局 延安市交通运输局 government 交通运输
市招商局 延安市招商引资局 government 商务
延安银保监分局 延安银保监分局 government 金融监管
人行延安市中心支行 中国人民银行延安市中心支行 government 人民银行
市委督查室 中共延安市委督查室 party 党委办公厅
市政府督查室 延安市人民政府督查室 government 政府办公厅
市纪委监委 延安市纪律检查委员会监察委员会 party 纪检监察
各成员单位 延安市各成员单位 collective -
各县（市、区） 延安市各县（市、区） collective -
市行政审批服务局 延安市行政审批局 government 政务服务
# 150200 city 2022
市审批服务局 包头市行政审批局 government 政务服务
稀土高新区管委会 稀土高新技术产业开发区管理委员会 government 园区管理
市政府金融办 包头市人民政府金融工作办公室 government 金融
达茂旗 达尔罕茂明安联合旗人民政府 government 政府
市体育局 包头市体育局 government 体育
# 360732 county None
县委宣传部 中共兴国县委宣传部 party 宣传
县信息中心 兴国县信息中心 government 数据
县委办 中共兴国县委办公室 party 党委办公厅
县政府办 兴国县人民政府办公室 government 政府办公厅
县工商行政管理局 兴国县工商行政管理局 government 市场监管
# 440000 province 2009
省信息产业厅 广东省信息产业厅 government 工业和信息化
省经济贸易委 广东省经济贸易委员会 government 工业和信息化
省经贸委 广东省经济贸易委员会 government 工业和信息化
省物价局 广东省物价局 government 发展改革
省人口计生委 广东省人口和计划生育委员会 government 卫生健康
省卫生厅 广东省卫生厅 government 卫生健康
省质监局 广东省质量技术监督局 government 市场监管
省工商局 广东省工商行政管理局 government 市场监管
省新闻办 广东省新闻办公室 government 新闻出版
省广播电影电视局 广东省广播电影电视局 government 广播电视
省海洋与渔业局 广东省海洋与渔业局 government 农业农村
省安监局 广东省安全生产监督管理局 government 应急管理
省环保局 广东省环境保护局 government 生态环境
省建设厅 广东省建设厅 government 住房城乡建设
省劳动保障厅 广东省劳动和社会保障厅 government 人力资源和社会保障
省人事厅 广东省人事厅 government 人力资源和社会保障
省国资委 广东省人民政府国有资产监督管理委员会 government 国有资产
省外经贸厅 广东省对外贸易经济合作厅 government 商务
省林业局 广东省林业局 government 林业和草原
省食品药品监管局 广东省食品药品监督管理局 government 市场监管
省法制办 广东省人民政府法制办公室 government 司法行政
省台办 广东省台湾事务办公室 government 台港澳
省港澳办 广东省人民政府港澳事务办公室 government 外事侨务
省旅游局 广东省旅游局 government 文化和旅游
# 330000 province 2024
省数据局 浙江省数据局 government 数据
省委社会工作部 中共浙江省委社会工作部 party 社会工作
省委金融办 中共浙江省委金融委员会办公室 party 金融
省委军民融合办 中共浙江省委军民融合发展委员会办公室 party 改革
省大数据局 浙江省大数据管理局 government 数据
省药监局 浙江省药品监督管理局 government 药品监管
省市场监管局 浙江省市场监督管理局 government 市场监管
省疾控局 浙江省疾病预防控制局 government 卫生健康
省广电局 浙江省广播电视局 government 广播电视
省文物局 浙江省文物局 government 文物
省粮食物资局 浙江省粮食和物资储备局 government 粮食和物资储备
省能源局 浙江省能源局 government 能源
省机关事务局 浙江省机关事务管理局 government 机关事务
浙江海事局 浙江海事局 government 交通运输
浙江省税务局 浙江省税务局 government 税务
杭州海关 杭州海关 government 海关
宁波海关 宁波海关 government 海关
人行浙江省分行 中国人民银行浙江省分行 government 人民银行
浙江金融监管局 浙江金融监管局 government 金融监管
浙江证监局 浙江证监局 government 金融监管
国家金融监督管理总局浙江监管局 国家金融监督管理总局浙江监管局 government 金融监管
省气象局 浙江省气象局 government 气象
省邮政管理局 浙江省邮政管理局 government 邮政
省电力公司 浙江省电力公司 enterprise 电力供应
省贸促会 浙江省贸易促进委员会 mass_organisation 其他群团
省社科联 浙江省社会科学界联合会 mass_organisation 社科联
省委改革办 中共浙江省委全面深化改革委员会办公室 party 改革
省人大常委会法工委 浙江省人民代表大会常务委员会法制工作委员会 congress 人大
省高院 浙江省高级人民法院 court 法院
省检察院 浙江省人民检察院 procuratorate 检察院
省公安厅交通管理局 浙江省公安厅交通管理局 government 公安
省消防救援总队 浙江省消防救援总队 government 消防救援
省退役军人厅 浙江省退役军人事务厅 government 退役军人
省应急管理厅 浙江省应急管理厅 government 应急管理
省侨办 浙江省人民政府侨务办公室 government 外事侨务
省民宗委 浙江省民族宗教事务委员会 government 民族宗教
# 500000 province 2022
市经济信息化委 重庆市经济和信息化委员会 government 工业和信息化
市住房城乡建委 重庆市住房和城乡建设委员会 government 住房城乡建设
市规划自然资源局 重庆市规划和自然资源局 government 自然资源
市大数据发展局 重庆市大数据应用发展管理局 government 数据
市金融监管局 重庆市地方金融监督管理局 government 金融
市招商投资局 重庆市招商引资局 government 商务
市乡村振兴局 重庆市乡村振兴局 government 乡村振兴
市农业农村委 重庆市农业农村委员会 government 农业农村
市国资委 重庆市人民政府国有资产监督管理委员会 government 国有资产
万州区政府 重庆市万州区人民政府 government 政府
两江新区管委会 两江新区管理委员会 government 园区管理
重庆高新区管委会 重庆高新技术产业开发区管理委员会 government 园区管理
重庆银保监局 重庆银保监局 government 金融监管
人行重庆营管部 中国人民银行重庆营管部 government 人民银行
市政府外办 重庆市人民政府外事办公室 government 外事侨务
市林业局 重庆市林业局 government 林业和草原
市城市管理局 重庆市城市管理局 government 城市管理
市教委 重庆市教育委员会 government 教育
市卫生健康委 重庆市卫生健康委员会 government 卫生健康
各区县政府 重庆市各区县政府 collective 政府
有关区县政府 重庆市有关区县政府 collective 政府
市通信管理局 重庆市通信管理局 government 通信管理
# 360732 county 2023
县发改委 兴国县发展和改革委员会 government 发展改革
县工信局 兴国县工业和信息化局 government 工业和信息化
县教科体局 兴国县教育科技体育局 government 教育
县科工局 兴国县科技和工业信息化局 government 科技
县市监局 兴国县市场监督管理局 government 市场监管
县行政审批局 兴国县行政审批局 government 政务服务
县城管局 兴国县城市管理局 government 城市管理
县文广新旅局 兴国县文化广电新闻出版旅游局 government 文化和旅游
县卫健委 兴国县卫生健康委员会 government 卫生健康
县医保局 兴国县医疗保障局 government 医疗保障
县数据局 兴国县数据局 government 数据
县委编办 中共兴国县委机构编制委员会办公室 party 机构编制
县公安局交管大队 兴国县公安局交管大队 government 公安
县消防救援大队 兴国县消防救援大队 government 消防救援
县供电公司 兴国县供电公司 enterprise 电力供应
县税务局 兴国县税务局 government 税务
县气象局 兴国县气象局 government 气象
县烟草局 兴国县烟草专卖局 government 烟草
各乡（镇）人民政府 兴国县各乡（镇）人民政府 collective 政府
县经济开发区管委会 兴国县经济开发区管理委员会 government 园区管理
经开区管委会 兴国县经济技术开发区管理委员会 government 园区管理
潋江镇人民政府 潋江镇人民政府 government 乡镇街道
兴国生态环境局 兴国生态环境局 government 生态环境
市生态环境局 赣州市生态环境局 government 生态环境
赣州市兴国生态环境局 赣州市兴国生态环境局 government 生态环境
省工信厅 江西省工业和信息化厅 government 工业和信息化
县总工会 兴国县总工会 mass_organisation 工会
团县委 共青团兴国县委员会 mass_organisation 共青团
县妇联 兴国县妇女联合会 mass_organisation 妇联
县人武部 兴国县人民武装部 military 国防军事
县法院 兴国县人民法院 court 法院
县检察院 兴国县人民检察院 procuratorate 检察院
县机关事务服务中心 兴国县机关事务服务中心 government 机关事务
县扶贫办 兴国县扶贫开发办公室 government 乡村振兴
县乡村振兴局 兴国县乡村振兴局 government 乡村振兴
县国动办 兴国县国防动员办公室 government 国防动员
县委办公室 中共兴国县委办公室 party 党委办公厅
县政府办公室 兴国县人民政府办公室 government 政府办公厅
县电信公司 兴国县电信公司 enterprise 通信运营
县邮政分公司 兴国县邮政分公司 enterprise 邮政
县农商银行 兴国县农商银行 enterprise 金融企业
县教体局 兴国县教育体育局 government 教育
# 000000 central 2009
工业和信息化部 工业和信息化部 government 工业和信息化
环境保护部 环境保护部 government 生态环境
农业部 农业部 government 农业农村
质检总局 国家质量监督检验检疫总局 government 市场监管
银监会 中国银行业监督管理委员会 government 金融监管
国土资源部 国土资源部 government 自然资源
卫生部 卫生部 government 卫生健康
文化部 文化部 government 文化和旅游
新闻出版总署 新闻出版总署 government 新闻出版
科技部 科学技术部 government 科技
发展改革委 国家发展和改革委员会 government 发展改革
电监会 国家电力监管委员会 government 能源
国务院扶贫办 国务院扶贫开发领导小组办公室 government 乡村振兴
民航局 中国民用航空局 government 交通运输
邮政局 国家邮政局 government 邮政
气象局 中国气象局 government 气象
有关部门 有关部门 collective -
地方各级人民政府 地方各级人民政府 collective 政府
各省（区、市）人民政府 各省（区、市）人民政府 collective 政府
# 650000 province 2021
自治区发展改革委 新疆维吾尔自治区发展和改革委员会 government 发展改革
自治区党委网信办 中共新疆维吾尔自治区委员会网络安全和信息化委员会办公室 party 网信
自治区工业和信息化厅 新疆维吾尔自治区工业和信息化厅 government 工业和信息化
各地（州、市）人民政府 新疆维吾尔自治区各地（州、市）人民政府 collective 政府
乌鲁木齐市人民政府 乌鲁木齐市人民政府 government 政府
伊犁州人民政府 伊犁哈萨克自治州人民政府 government 政府
喀什地区行署 喀什地区行政公署 government 政府
新疆通信管理局 新疆通信管理局 government 通信管理
# 230000 province 2016
省委网信办 中共黑龙江省委网络安全和信息化领导小组办公室 party 网信
省工信委 黑龙江省工业和信息化委员会 government 工业和信息化
哈尔滨市政府 哈尔滨市人民政府 government 政府
大兴安岭地区行署 大兴安岭地区行政公署 government 政府
省农垦总局 黑龙江省农垦总局 government 农业农村
省森工总局 黑龙江省森林工业总局 government 林业和草原
各市（地）人民政府（行署） 黑龙江省各市（地）人民政府（行署） collective 政府
"""


def _rows() -> list[tuple[str, str, int | None, list[str]]]:
    rows = []
    code = level = ""
    year: int | None = None
    for line in TABLE.strip().splitlines():
        if line.startswith("#"):
            _, code, level, stated = line.split()
            year = None if stated == "None" else int(stated)
        else:
            rows.append((code, level, year, line.split()))
    return rows


@pytest.mark.parametrize(("code", "level", "year", "expected"), _rows(), ids=lambda value: str(value))
def test_a_name_resolves(code: str, level: str, year: int | None, expected: list[str]) -> None:
    name, full, system, function = expected
    agency = resolve(name, code, level, year)
    assert agency.known
    assert [agency.short_name, agency.name, agency.system, agency.function or "-"] == [name, full, system, function]


@pytest.mark.parametrize(
    ("name", "code", "region", "level"),
    [
        ("省工信委", "620000", "620000", "province"),
        ("省委网信办", "430100", "430000", "province"),  # a province's body in a city's plan
        ("市交通运输局", "451322", "451300", "city"),  # a city's body in a county's plan
        ("自治区交通运输厅", "451322", "450000", "province"),
        ("市工信局", "150581", "150581", "county"),  # a city that is a county
        ("市科委", "310000", "310000", "province"),  # a city that is a province
        ("兰州市政府", "620000", "620100", "city"),
        ("天心区政府", "430100", "430103", "county"),
        ("科左后旗", "150500", "150522", "county"),
        ("浏阳经开区", "430100", "430181", "county"),
        ("财政部", "430100", "000000", "central"),
        ("各市州政府", "620000", "620000", "province"),
    ],
)
def test_a_name_says_whose_body_it_is(name: str, code: str, region: str, level: str) -> None:
    agency = resolve(name, code, region_of(code)[1], 2020)
    assert (agency.region_code, agency.admin_level) == (region, level)


@pytest.mark.parametrize(
    ("names", "function"),
    [
        (["省工信委", "市经信委", "工业和信息化部", "市工信局", "省信息产业厅", "省经贸委"], "工业和信息化"),
        (["市工商局", "市质监局", "市食药监局", "市市场监管局", "市场监管总局", "质检总局"], "市场监管"),
        (["市国土资源局", "市规划局", "市自然资源和规划局", "国土资源部"], "自然资源"),
        (["市环保局", "市生态环境局", "环境保护部", "国家环保总局"], "生态环境"),
        (["市农业委", "省农牧厅", "市农业农村局", "农业部"], "农业农村"),
        (["省卫生厅", "省卫生计生委", "市卫健委", "国家卫生健康委", "卫生部"], "卫生健康"),
        (["省国税局", "市地税局", "市税务局", "税务总局"], "税务"),
        (["市委网信办", "县网信办", "中央网信办"], "网信"),
        (["市扶贫办", "市乡村振兴局", "国务院扶贫办", "国家乡村振兴局"], "乡村振兴"),
        (["市政府金融办", "市金融局", "市委金融办", "市地方金融监管局"], "金融"),
    ],
)
def test_bodies_of_one_work_meet_through_reforms(names: list[str], function: str) -> None:
    assert {resolve(name, "430100", "city", None).function for name in names} == {function}


@pytest.mark.parametrize(
    ("name", "year", "full"),
    [
        ("市委网信办", 2018, "中共长沙市委网络安全和信息化领导小组办公室"),
        ("市委网信办", 2019, "中共长沙市委网络安全和信息化委员会办公室"),
        ("市委网信办", None, "中共长沙市委网络安全和信息化委员会办公室"),
        ("市编办", 2016, "长沙市机构编制委员会办公室"),
        ("市委编办", 2021, "中共长沙市委机构编制委员会办公室"),
    ],
)
def test_a_name_means_the_body_of_its_year(name: str, year: int | None, full: str) -> None:
    assert resolve(name, "430100", "city", year).name == full


@pytest.mark.parametrize(
    ("year", "full"),
    [
        (2005, "国家广播电影电视总局"),
        (2015, "国家新闻出版广电总局"),
        (2021, "国家广播电视总局"),
        (None, "国家广播电视总局"),
    ],
)
def test_central_bodies_change_their_names(year: int | None, full: str) -> None:
    assert resolve("广电总局", "000000", "central", year).name == full


def test_written_forms_of_one_body_are_one() -> None:
    forms = ["长沙高新区", "长沙高新区管委会", "长沙高新技术产业开发区管委会"]
    assert len({resolve(name, "430100", "city", 2018).name for name in forms}) == 1
    assert resolve("市法制办", "430100", "city", 2018).name == resolve("市政府法制办", "430100", "city", 2018).name


@pytest.mark.parametrize("name", ["市哈大齐走廊办", "市未来岛办", "云上集市"])
def test_an_unknown_body_is_kept_as_written_under_its_region(name: str) -> None:
    agency = resolve(name, "430100", "city", 2018)
    assert not agency.known
    assert agency.function is None
    assert agency.name.endswith(name.removeprefix("市"))
    assert agency.region_code == "430100"


def test_a_name_without_a_region_resolves() -> None:
    agency = resolve("省财政厅", None, None, None)
    assert (agency.name, agency.region_code, agency.admin_level, agency.function) == (
        "省财政厅",
        None,
        "province",
        "财政",
    )


def test_every_function_has_bodies() -> None:
    for function, section in rules("functions").items():
        assert section.get("words") or section.get("names"), function
