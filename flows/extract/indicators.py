"""What a quantity measures, in the text's own words, and whom it covers (codebook: indicator, scope).

A clause gives its numbers in one of three orders: the thing and then its number (4G基站总数达到6万个), the number and
then the thing (培育100家龙头企业), or a share and of what it is (85%以上自然村实现光纤到村).
"""

from __future__ import annotations

import re

from flows.extract.target_words import DEED, any_of, words

# What parts the items of a list; not the 及 of 普及率, the 与 of 参与, the 和 of 和谐.
SEPARATOR = re.compile(r"、|和(?!谐|美|平)|(?<!参)与|以及|(?<!普)及(?![率时格其早])")
_PER_HEAD = re.compile(r"每(?:[十百千万]|\d{1,5})[一-龥]{0,10}?(?:拥有|有|配备|配置)(?!效)[^，]*$")
_AT_RATE = re.compile(r"按照?(?:不[低少]于)?(?P<whole>[^，、按]{2,20}?)的?$")
_LAID_OUT = re.compile(r"的?比例(?:设置|配[建置备]|安排|预留|建设|划定|设立)(?P<part>[一-龥]{2,20})")
_OPENER = re.compile(
    rf"(?!{any_of(words('whole_words'))})(?:{any_of(words('openers'))}|[，、：；\s—（）]|[“”](?=$)"
    rf"|{any_of(words('adverbs'))}(?={any_of(words('deeds') + words('openers'))}))"  # 高标准建设…, not 高标准农田
)
_WHOLE = frozenset(words("scopes"))
_SCOPE_NOUN = any_of(words("scope_ends"))
_SCOPE = re.compile(
    rf"(?:{any_of(words('scopes'))}"
    rf"|每(?:个|家|名|所|一个)?(?:村|乡镇|县|区县|镇|社区|街道|行政村|建制村|学校|企业|园区|市|旗县|苏木乡镇)(?![管直属级])"
    rf"(?:（[^（）]*）)?"
    rf"|各[一-龥]{{0,8}}?(?:{_SCOPE_NOUN}|市|县|区)(?:（[^（）]{{1,12}}）)?(?:、各[一-龥]{{0,6}}?(?:{_SCOPE_NOUN}|市|县|区))*"
    rf"|每个[一-龥]{{2,6}}(?=每|须|要|至少|不|建|有|配|　|$)"
    rf"|农村地区|城镇地区|贫困地区|城市家庭用户|农村家庭用户|全[省市县区州]?[一-龥]{{0,4}}地区|[一-龥]{{2,6}}?(?:等地区|地区))"
)
_PLACE = re.compile(r"(?:地区|区域|流域|[省市县区州旗])$")
_PERIOD = re.compile(r"每(?:人|个|家|村)?每?(?:半年|两年|两个?月|\d个?月|年|季度|个?月|周|星期|日|天|季)")
_DEED = re.compile(r"(?<!力)" + DEED)  # 力争创建 is 创建, not 争创
_DEEDS = words("deeds")
_NEXT_DEED = re.compile(rf"(?:[、和及或]|以及|或者|并)?({DEED})")
_NOUN_VERBS = frozenset(words("noun_verbs"))
_KEPT = frozenset(words("kept_deeds"))
_OF_RANK = re.compile(r"[一-龥]{1,6}级(?=[一-龥])")
_RANKED = re.compile(r"(?:进入|达到|不低于|位居|跻身|位列|保持在?)?(?:全[国省市区县]|全旗)?[前第]$")
_OF_ALL = re.compile(
    r"(?:提高|提升|上升|增加|扩大|下降|降低)[到至][^，]{2,20}总[数量]$"
)  # 卫生城市数量提高到城市总数的40%
_BOUND = re.compile(r"(?:一般|原则上)?(?:按照?)?(?:不得?[低少高多]于|不得?超过|[压缩降减]+[至到])(?=..)")
_BOUNDED = re.compile(r"(?:标准|比例|占比|比重|份额)$")
_AND_THEN = re.compile(r"(?<=[一-龥]{3})(?<![合兼归])并(?=(?:设置|配备|免费|投入|向|对|纳入|完成|建立|实现|定期))")
_EXAMPLES = re.compile(r"^.*、.*等(?![级次待效同额离候于高])")  # A、B等X is X
_MOST_LISTED = 2  # marks between things; more list what the number counts: A、B、C和D4个城市
_REFERS = re.compile(r"（(?:详?见|附|下同)[^（）]{0,20}）?")
_LEAST = re.compile(r"至少|最少")
_MADE_OF = re.compile(r"^集[^，]+为一体的")
_SIZED_THING = re.compile(r"、[^。；：]{4,60}?的(?P<thing>[^，、。；：的\d]{2,20})(?=[，。；])")
_CHANGES = re.compile(r"(?:年均)?(?:压缩|压减|缩短|减少|降低|下降|提高|提升|增加|增长)$")
# A verb before one of these is half of a noun: 服务站, 孵化器, 培训基地.
_NOUN_TAIL = re.compile(r"[站点器园区库室队员网商业者厅台所]|中心|基地|平台|机构|体系|工程|项目")
_BASE = re.compile(
    r"(?:比|较)(?:上年|去年|上一?年度)(?:末|底)?|(?:比|较|与|在|按)(?:(?:19|20)\d\d年?|“?十[一二三四]?五”?(?:时期|期间)?)(?:[年]?[底末])?(?:的?水平|的?基础上|相比|时)?"
)
_PREDICATE = re.compile(
    r"(?:全部|全面|基本)?(?:实现|达到|达|具备|通|完成|建成|开展|纳入|接入|有|建立|得到|实行|配备|设置|参加|享受|使用|覆盖|进入|符合|采用|开通|成为|能够|可|划入|退出)"
)
_INNER = re.compile(r"(?:全部|全面|基本|总体|预计|力争|年)?(?:实现|力争|达到|确保)(?!或)")
_TRAILING = re.compile(
    r"(?:达?(?:到|至)(?:19|20)\d\d年?[底末]?|[，、：；的—（“\s]|左右|以上|分别|力争|确保|全面|均|都|各|可|预计|累计|总计|合计|原则上|应|要|不断|稳步|基本|进一步|持续|逐步|由|从|于|在|共|，)+$"
)
_YEARLY = re.compile(
    r"(?:力争|确保)?(?:到|至)?(?:(?:19|20)\d\d年?度?(?:[年]?[底末])?(?:\d{1,2}月[底末]?)?|\d{1,2}月[底末]?|年[底末])之?(?:前|止)?[，,]?|“?十[一二三四]?五”?(?:期间|时期|期?末)[，,]?"
    r"|(?:未来|今后)?[\d一二三四五六七八九十]{1,2}年(?:之?内|以内)[，,]?"
)


def split_gap(gap: str) -> tuple[str, str]:
    """The text between two numbers of a clause: what belongs to the first, what to the second."""
    places = list(SEPARATOR.finditer(gap))
    if not places:
        return gap, gap
    if places[0].start() == 0:
        return "", gap[places[0].end() :]
    if places[-1].end() == len(gap):
        return gap[: places[-1].start()], ""
    place = next((place for place in places if place[0] == "、"), places[0])
    return gap[: place.start()], gap[place.end() :]


def after_bracket(left: str) -> str:
    """What stands before a number within brackets that were opened before it."""
    return left[left.rfind("（") + 1 :] if left.rfind("（") > left.rfind("）") else left


def before_bracket(right: str) -> str:
    """What stands after a number, up to a closing mark that was opened before it."""
    for opening, closing in ("（）", "“”"):
        place = right.find(closing)
        right = right[:place] if place >= 0 and opening not in right[:place] else right
    return right


def tidy(text: str) -> tuple[str, str | None]:
    """A clause's opening without connectives and verbs of effort, and the scope that it named."""
    scope: str | None = None
    position = 0
    while position < len(text):
        if match := _YEARLY.match(text, position):
            position = match.end()
        elif (match := _SCOPE.match(text, position)) and (match.end() < len(text) or match[0] in _WHOLE):
            scope = text[position : match.end()]
            position = match.end()
        elif (match := _PERIOD.match(text, position)) or (
            (match := _OPENER.match(text, position)) and match.end() < len(text)
        ):
            position = match.end()
        else:
            break
    return _TRAILING.sub("", text[position:]), scope


def scope_of(opening: str) -> str | None:
    """The scope that the opening of a clause names."""
    return tidy(opening)[1]


def subject(left: str) -> tuple[str, str | None]:
    """X of 「X达到N」: what is measured."""
    name, scope = tidy(_BASE.sub("", _PERIOD.sub("", left)))
    name = _OF_ALL.sub("", name)
    name = _RANKED.sub("", _INNER.sub("", name)).removesuffix("但").replace("分别", "")
    if (bound := _BOUND.search(name)) and (len(name) - bound.end() <= 12 or _BOUNDED.search(name, 0, bound.start())):
        name = _TRAILING.sub("", name[: bound.start()]) or name[bound.end() :]  # 预付款比例 of 预付款比例不低于合同金额
    return _balanced(name), scope


def counted(left: str, right: str) -> tuple[str, str | None]:
    """What a number counts: the object of the verb before it, or the noun after it."""
    if per := _PER_HEAD.search(left):  # 每千名老人拥有床位40张
        return _balanced(_TRAILING.sub("", per[0]) + right.lstrip("的")), tidy(left[: per.start()] + "　")[1]
    left = _LEAST.sub("", _PERIOD.sub("", left))
    right = right.rpartition("的")[2] if right.startswith("、") else right  # 6个以上、配套齐全的|产业园
    thing = _AND_THEN.split(right, maxsplit=1)[0].lstrip("的")  # 1个活动场所|并设置免费设施
    verb = _chain(left)
    if verb is None:
        item, scope = tidy(left + "　" if thing else left)
        item = item.strip("　")
        if thing and (left.startswith(("在", "对", "从", "选择")) or left.endswith(("在", "等"))):
            item = ""
        return _balanced(_TRAILING.sub("", _concise(item, thing))), scope
    start, end, word = verb
    scope = tidy(left[:start] + "　")[1]
    item = _TRAILING.sub("", left[end:]).lstrip("了的")
    if _DEED.search(left, max(len(left) - 4, end)) and thing and any(left.endswith(deed) for deed in _DEEDS):
        item, word = "", next(deed for deed in _DEEDS if left.endswith(deed))
    if not item and not thing:
        item, scope = tidy(left)
    elif word in _KEPT:
        item = word + item
    return _balanced(_TRAILING.sub("", _concise(item, thing))), scope


def _concise(item: str, thing: str) -> str:
    """What is counted without the examples of it: 10个产业集群 of 建成粮食、烟草等10个产业集群."""
    if thing and (item.endswith("等") or item.count("、") > _MOST_LISTED):
        return thing
    shorter = _MADE_OF.sub("", _EXAMPLES.sub("", item) if len(item) > 12 else item)
    return (shorter if len(shorter + thing) > 3 else item) + thing


def _chain(left: str) -> tuple[int, int, str] | None:
    """The first verb of a clause with those that follow at once (申报和建设, 打造提升): where, and the last of them."""
    first = _DEED.search(left)
    while first and first[0] in _NOUN_VERBS and _NOUN_TAIL.match(left, first.end()):
        first = _DEED.search(left, first.end())
    if first is None:
        return None
    last = first
    while following := _NEXT_DEED.match(left, last.end()):
        if following[0] in _NOUN_VERBS and following.end() < len(left):
            break
        last = following
    return first.start(), last.end(), last[1] if last.re is _NEXT_DEED else last[0]


def share_of(right: str, predicate: str) -> str:
    """「85%以上的自然村实现光纤到村」: the noun with what the last item of the list says of it."""
    noun = right.lstrip("的")
    return _balanced(noun + predicate)


def predicate_of(right: str) -> str:
    """实现光纤到村 of 自然村实现光纤到村."""
    match = _PREDICATE.search(right, 1)
    return right[match.start() :] if match else ""


def of_rank(name: str, last_right: str) -> str:
    """「1个国家级、3个省级、10个市级中心」: 国家级 with the noun at the end of the list."""
    noun = _OF_RANK.match(last_right)
    return name + last_right[noun.end() :] if noun and name.endswith("级") else name


def at_rate(left: str, right: str) -> str | None:
    """「按用地面积5%的比例设置停车位」: 停车位占用地面积比例; None where a number stands otherwise."""
    whole, part = _AT_RATE.search(left), _LAID_OUT.match(right)
    return f"{part['part']}占{whole['whole']}比例" if whole and part else None


def is_scope(name: str) -> bool:
    """Whether a name is only a place or a group: 京津冀区域."""
    return 1 < len(name) <= 12 and bool(_PLACE.search(name))


def only_does(name: str) -> bool:
    """Whether a name is a verb, or an actor and a verb: 乡镇开展."""
    return name.endswith(("开展", "组织", "举办", "召开"))


def is_deed(name: str) -> bool:
    """Whether a name is nothing but a verb: 建成."""
    return _DEED.fullmatch(name) is not None


def thing_behind(text: str, start: int) -> str | None:
    """What is counted, where its size stands before it: 20个以上、总面积不低于10万平方米的|社区."""
    match = _SIZED_THING.match(text, start)
    return match["thing"] if match else None


def unchanged(indicator: str) -> str:
    """办理时限 of 办理时限压缩: what a level that follows a change is the level of."""
    return _CHANGES.sub("", indicator)


def _balanced(name: str) -> str:
    """A name without a bracket or quotation mark that lost its partner, and without （见附表）."""
    name = _REFERS.sub("", name)
    if "“" in name and '"' in name:
        return name.strip("，、：；。")  # “双随机" closes in the other style
    for opening, closing in ("（）", "“”", "《》"):
        if opening not in name and closing not in name:
            continue
        if name.count(opening) > name.count(closing):
            name = (
                name[name.rfind(opening) + 1 :] if name.rfind(opening) < len(name) // 2 else name[: name.rfind(opening)]
            )
        elif name.count(closing) > name.count(opening):
            name = name[name.find(closing) + 1 :]
    return name.strip("，、：；。")
