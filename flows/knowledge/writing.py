"""The characters of Chinese writing, as parts of patterns."""

HAN = "\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # inside a class of characters

PROVINCES = (
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|"
    "青海|内蒙古|广西|西藏|宁夏|新疆"
)  # as letters address them: 北京、天津、河北省（市）人民政府

WANTS_MORE = (  # what no heading and no line of its own ends with: its object follows
    "坚持|健全|修订|深化|落实|加强|推进|推动|实施|开展|按照|根据|打造|构建|完善|推行|执行|贯彻|围绕|依托|扩大|取消|压缩|简化|废止"
    "|[为以将对和与及的自据照彻按]"
)
