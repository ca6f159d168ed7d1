"""A corpus of any size for measuring: plans made from the five real ones in raw/.

    python -m tests.benchmarks.made 2000 FOLDER [--seed 1]

The real texts are taken apart into sections, units and sentences. Each plan is put together from some of these, in
another order and with numbers of its own, and is then moved to another region, year and field of policy, with other
quantities and bodies. The n-th plan is the same whatever the size of the corpus, so a larger one extends a smaller.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from flows.knowledge.gazetteer import table
from flows.knowledge.regions import parent
from tests.benchmarks.pieces import NUMERALS, Passage, pool, promotion

FIELDS = (
    *("大数据", "人工智能", "物联网", "云计算", "智能制造", "电子商务", "数字经济", "现代物流", "生物医药"),
    *("文化旅游", "现代农业", "节能环保", "新材料", "养老服务", "智慧城市", "工业互联网", "集成电路", "卫星应用"),
)
AIMS = ("健康有序发展", "加快发展", "高质量发展", "创新发展", "集聚发展", "跨越发展", "融合发展", "规范发展")
TYPES = ("实施意见", "实施方案", "意见", "行动计划", "工作方案", "若干措施")
MARKS = {"central": "国", "province": "省", "city": "市", "county": "县"}
LENGTHS = {"news": 6_500, "letter": 13_500, "circular": 10_700, "plain": 6_200, "compilation": 22_200}  # as in raw/


# Where and what a plan is about


@dataclass(frozen=True, slots=True)
class Setting:
    """What the sentences of a plan are moved to."""

    level: str
    name: str  # 云南省; empty for the centre
    stem: str  # 云南
    province: str  # the stem of a province and of a city that the text may name
    city: str
    year: int
    field: str
    title: str

    @property
    def mark(self) -> str:
        return MARKS[self.level]


@cache
def regions(level: str) -> list[str]:
    """The codes of today's regions of a level whose bodies have plain names (省, 市, 县)."""
    return sorted(
        code
        for code, region in table().items()
        if region.level == level and region.place == code and region.name == region.stem + MARKS[level]
        and code < "700000"
    )  # fmt: skip


def setting(random: Random, level: str) -> Setting:
    """A region of the level, a year and a field of policy."""
    city = random.choice(regions("city"))
    code = {"central": city, "province": city[:2] + "0000", "city": city}.get(level) or random.choice(regions("county"))
    if level == "province" and code not in regions("province"):
        code = random.choice(regions("province"))
    region, above = table()[code], table()[code[:2] + "0000"]
    near = table().get(parent(code)) if level == "county" else table()[city] if level != "city" else region
    topic, aim, kind = random.choice(FIELDS), random.choice(AIMS), random.choice(TYPES)
    return Setting(
        level=level,
        name="" if level == "central" else region.name,
        stem="全国" if level == "central" else region.stem,
        province=above.stem,
        city=near.stem if near else above.stem,
        year=random.randint(2008, 2024),
        field=topic,
        title=f"关于{random.choice(('促进', '推进', '加快', '支持'))}{topic}{aim}的{kind}",
    )


_QUANTITY = re.compile(r"(?<![\d.])\d+(?:\.\d+)?(?=[万亿]?(?:个|户|家|人|元|名|条|篇|公里|[MG]bps)|[万亿%])")
_YEAR = re.compile(r"20[012]\d(?=[年-])")
_NUMBER = re.compile(r"[〔„]\d{4}[〕‟]\d+号")
_LEVEL = re.compile(
    r"(?<=[全我])[省市县](?!场)|(?<![^、,，。;；在由])[省市县](?=委|政府|级|直|公安|财政|工信|通信|文化|新闻|信息)"
)
_STEMS = re.compile(r"甘肃|黑龙江|山东|湖南")
_CITIES = re.compile(r"兰州|哈尔滨|长沙|济南|青岛|金昌|大庆|烟台")


def moved(text: str, to: Setting, random: Random) -> str:
    """A text of the pool in another region, year and field, with other quantities."""
    text = text.replace("移动互联网", to.field)
    text = _STEMS.sub(to.province, text)
    text = _CITIES.sub(to.city, text).replace("兴国", to.stem)
    text = _LEVEL.sub(to.mark, text)
    text = _NUMBER.sub(lambda _: f"〔{to.year - random.randint(0, 3)}〕{random.randint(1, 99)}号", text)
    text = _YEAR.sub(lambda _: str(to.year + random.randint(2, 6)), text)
    return _QUANTITY.sub(lambda match: _other(match[0], text[match.end()], random), text)


def _other(number: str, unit: str, random: Random) -> str:
    """Another quantity of the same kind: shares stay below 100%."""
    if unit == "%":
        return str(random.randint(5, 99))
    size = len(number.partition(".")[0])
    return str(random.randint(10 ** (size - 1) + 1, 10**size))


# A plan, put together


def body(to: Setting, random: Random, length: int, style: str) -> Iterator[str]:
    """The lines of a policy from its preamble to its last unit, of about so many characters."""
    yield (
        f"为深入贯彻落实{random.choice(('党中央、国务院', '上级', '国家'))}关于{to.field}发展的决策部署，根据《中华人民共和国网络安全法》"
        f"和《关于促进{to.field}健康有序发展的指导意见》（国办发〔{to.year - 1}〕{random.randint(1, 99)}号）精神，"
        f"结合{to.name or '我国'}实际，制定本{to.title[-2:]}。"
    )
    first, *others = pool().sections
    random.shuffle(others)
    closing = next(section for section in others if "保障" in section[0] or "组织领导" in section[0])
    others.remove(closing)
    said = units = 0
    for number, section in enumerate([first, *others[: len(NUMERALS) - 2], closing], 1):
        heading, passages = closing if said > 0.8 * length else section
        chosen = _chosen(passages, random)
        lines = [f"{NUMERALS[number - 1]}、{moved(heading, to, random)}", *_units(chosen, to, random, style, units)]
        yield from lines
        if heading == closing[0]:
            break
        units += len(chosen)
        said += sum(map(len, lines))


def _chosen(passages: list[Passage], random: Random) -> list[Passage]:
    """About two thirds of the units of a section in another order, and now and then one from elsewhere."""
    chosen = random.sample(passages, max(1, round(len(passages) * random.uniform(0.5, 0.9))))
    return (chosen + random.sample(pool().passages, random.randint(0, 2)))[: len(NUMERALS)]


def _units(chosen: list[Passage], to: Setting, random: Random, style: str, before: int) -> Iterator[str]:
    """The lines of the units of a section, numbered on from those before it, or with numbers and units below of their own."""
    flat = style in ("news", "plain")
    for i, passage in enumerate(chosen):
        label = f"{before + i + 1}." if flat else f"（{NUMERALS[i]}）"
        yield from _unit(label, passage, to, random, style)
        if not flat and random.random() < 0.12:
            for j, below in enumerate(random.sample(pool().passages, 3), 1):
                yield from _unit(f"{j}.", below, to, random, style)


def _unit(label: str, passage: Passage, to: Setting, random: Random, style: str) -> Iterator[str]:
    """A unit: its heading, about three quarters of its sentences, and who does the work."""
    paragraphs = [[each for each in sentences if random.random() < 0.75] for sentences in passage.paragraphs]
    texts = [moved("".join(sentences), to, random) for sentences in paragraphs if sentences]
    if texts and style in ("letter", "circular") and random.random() < 0.5:
        texts[-1] += _clause(to, random)
    heading = moved(passage.heading, to, random)
    if style in ("plain", "circular") or not texts:
        yield f"{label}{heading}"
        yield from texts
    else:
        yield f"{label}{heading}。{texts[0]}"
        yield from texts[1:]


def _clause(to: Setting, random: Random) -> str:
    """The bodies that do the work of a unit."""
    known = pool().bodies["省" if to.level == "province" else "市"]
    bodies = [to.mark + name for name in random.sample(known, random.randint(3, 11))]
    if random.random() < 0.3:
        bodies += [f"中国电信{to.city}分公司", f"中国移动{to.city}分公司"]
    if random.random() < 0.3:
        return f"（{bodies[0]}牵头，{'、'.join(bodies[1:])}配合）"
    return f"（{'、'.join(bodies)}等{random.choice(('负责', '按照各自职责共同推进'))}）"


def plan(index: int, seed: int) -> tuple[str, str | None]:
    """The text of the n-th plan, and the text of its sidecar where it has one."""
    random = Random(f"{seed}:{index}")
    style = list(LENGTHS)[index % len(LENGTHS)]
    length = round(LENGTHS[style] * random.uniform(0.4, 1.3))
    if style == "compilation":
        return _compilation(random, length, index), None
    level = "central" if style == "news" else random.choice(("province", "city", "city", "county", "county"))
    to = setting(random, level)
    text = _document(to, random, length, style, index)
    sidecar = f"url: https://www.example.gov.cn/{index}.html\nlicence: 政府信息公开\n" if index % 20 == 1 else None
    return text, sidecar


def _document(to: Setting, random: Random, length: int, style: str, index: int) -> str:
    lines = [*_head(to, random, style, index), *body(to, random, length, style)]
    between = "\n\n  " if style == "letter" else "\n\n　　" if style == "plain" else "\n\n" if style == "news" else "\n"
    return between.join(lines) + "\n"


def _head(to: Setting, random: Random, style: str, index: int) -> Iterator[str]:
    """What stands before the policy: site, notice, signatures, title."""
    day = f"{to.year}年{random.randint(1, 12)}月{random.randint(1, 28)}日"
    if style == "news":
        yield "您所在的位置:首页 > 政策文件 > 正文"
        yield f"中共中央办公厅 国务院办公厅印发《{to.title}》"
        yield f"信息来源:中国政府网      发布日期:{to.year}-06-{random.randint(10, 28)}      浏览次数:{random.randint(9, 9999)}次"
        yield f"新华社北京{day[5:]}电 近日，中共中央办公厅、国务院办公厅印发了《{to.title}》，并发出通知，要求各地区各部门结合实际认真贯彻落实。"
        yield f"《{to.title}》全文如下。"
        return
    office = "办公厅" if to.level == "province" else "办公室"
    signers = (f"中共{to.name}委{office}", f"{to.name}人民政府{office}")
    below = {"province": "各市、州", "city": "各区县（市）", "county": "各乡镇"}[to.level]
    if style == "letter":
        yield f"{''.join(signers)}印发《{to.title}》的通知"
        yield f"{to.stem[0]}办发〔{to.year}〕{index + 1}号"
    if style == "circular" and random.random() < 0.8:
        yield f"{signers[1]}关于印发《{to.title}》的通知"
    yield f"{below}党委和人民政府，{to.mark}直机关各单位："
    yield f"《{to.title}》已经{to.mark}委、{to.mark}政府同意，现印发给你们，请结合实际认真贯彻落实。"
    if style != "circular":
        yield from (*signers, day)
    yield to.title


def _compilation(random: Random, length: int, index: int) -> str:
    """Some short policies of different regions in one file, with what is no policy between them."""
    parts: list[str] = []
    count = random.randint(2, 4)
    for number in range(count):
        to = setting(random, random.choice(("province", "city", "county")))
        text = _document(to, random, length // count, random.choice(("plain", "circular", "letter")), index)
        parts.append(f"第{NUMERALS[len(parts)]}篇：{to.title}\n{text}")
        if number == 0:
            parts.append(f"第二篇：{to.field}推广\n{_advertisement(random)}\n")
    return "".join(parts)


def _advertisement(random: Random) -> str:
    return "".join(sentence for sentence in promotion() if random.random() < 0.7)


def write(count: int, folder: Path, seed: int = 1, first: int = 0) -> None:
    """Write so many plans into a folder, which is made where it is missing, from the one with number `first` on."""
    folder.mkdir(parents=True, exist_ok=True)
    for index in range(first, first + count):
        text, sidecar = plan(index, seed)
        (folder / f"plan-{index:06d}.txt").write_text(text, "utf-8", newline="")
        if sidecar:
            (folder / f"plan-{index:06d}.yml").write_text(sidecar, "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description="Make a corpus of plans for measuring.")
    parser.add_argument("count", type=int, help="how many plans")
    parser.add_argument("folder", type=Path, help="where they are put")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    write(arguments.count, arguments.folder, arguments.seed)
    sizes = [len(path.read_text("utf-8")) for path in arguments.folder.glob("*.txt")]
    print(f"{len(sizes):,} plans, {sum(sizes) / len(sizes):,.0f} characters each on average")


if __name__ == "__main__":
    main()
