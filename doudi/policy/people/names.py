"""姓名 — invented names: Han and Manchu surnames by how common they are, given names by generation and sex.

Written by hand from general knowledge of names in Liaoning; no list of real persons was used.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from doudi.policy.people.draws import Draws, Flags, Ints

# surname and weight; north-east order of frequency, by general knowledge
HAN = (
    "王 95 张 86 李 84 刘 79 赵 44 杨 33 孙 31 于 28 陈 27 徐 25 高 22 马 20 周 19 朱 18 吴 17 姜 16 宋 16 郭 15 "
    "韩 15 崔 12 林 12 田 11 董 11 冯 10 梁 9 曹 9 丁 9 谢 8 许 8 胡 8 何 8 沈 7 罗 7 付 7 郑 7 吕 7 潘 6 蔡 6 "
    "曲 6 杜 6 魏 6 任 6 石 6 谭 5 邹 5 肖 5 卢 5 苏 5 史 5 侯 5 邵 5 孟 5 尹 5 齐 4 姚 4 夏 4 贾 4 闫 4 单 3 "
    "范 3 郝 3 袁 3 邢 3 盖 2 曾 2 安 2 毕 2 柳 2 迟 2 隋 2 战 1 仇 1 解 1 翟 1 欧阳 1"
)
MANCHU = (
    "关 60 佟 38 金 34 赵 32 白 26 唐 25 富 24 那 24 马 22 傅 20 郎 19 王 18 李 17 张 16 罗 15 吴 14 何 13 高 12 "
    "康 11 温 10 舒 9 赫 8 英 7 索 7 鄂 4 图 3 荆 4 敖 4 洪 6 孟 6 宁 5 苗 4 卜 3 祝 3"
)
# from this birth year: men's characters, women's characters, how many per mille have two characters
GENERATIONS: tuple[tuple[int, str, str, int], ...] = (
    (
        1900,
        "德福贵财宝山林富才玉成文殿永庆凤长树春有万江海臣祥",
        "桂秀英兰淑珍凤玉芝芬荣琴云素清花香莲贤",
        940,
    ),
    (
        1950,
        "国建军志文明忠民胜利华东成林玉春宝庆学长福德生振",
        "桂秀英兰淑珍玉华芬荣琴云素凤芹杰艳霞敏萍",
        860,
    ),
    (1966, "志军伟刚强永国海涛文宏立春晓峰庆东辉利勇健明斌", "丽艳红英霞敏玲杰晓春秀华娟凤洁梅萍晶静云", 640),
    (1980, "鹏超宇磊伟洋强飞帅健明亮博峰凯雷晓志海龙旭刚", "丹丽娜婷雪静晶莹楠艳洋佳颖爽敏慧倩琳玲蕾", 430),
    (1995, "宇鑫浩博文佳俊子泽天明轩志嘉航阳旭晨铭昊思源", "欣雨佳怡思雪婷梦诗雅琪慧颖语文馨悦瑶晴萱", 820),
    (2010, "宇轩浩泽子宸梓睿铭嘉博俊一诺辰奕航沐恩祺霖然", "梓涵欣怡诗雨语彤一诺可馨佳琪芮汐沐若妍萱", 960),
)
_YEARS = np.asarray([row[0] for row in GENERATIONS])


def _table(written: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    words = written.split()
    return tuple(words[::2]), tuple(int(word) for word in words[1::2])


_HAN_NAMES, _HAN_WEIGHTS = _table(HAN)
_MANCHU_NAMES, _MANCHU_WEIGHTS = _table(MANCHU)
SURNAMES = (*_HAN_NAMES, *_MANCHU_NAMES)


def surnames(draws: Draws, manchu: Flags) -> Ints:
    """Indexes into SURNAMES, one for each: a Manchu family's or a Han one's."""
    han = draws.pick(_HAN_WEIGHTS, len(manchu))
    return np.where(manchu, draws.pick(_MANCHU_WEIGHTS, len(manchu)) + len(_HAN_NAMES), han)


def full_names(draws: Draws, surname: Ints, birth_year: Ints, male: Flags) -> pa.Array:
    """Whole names as an Arrow string array; `surname` indexes SURNAMES."""
    n = len(surname)
    generation = np.maximum(np.searchsorted(_YEARS, birth_year, side="right") - 1, 0)
    two = draws.chance(np.asarray([row[3] for row in GENERATIONS])[generation], n)
    place = generation * 2 + ~male
    first, second = _characters(draws, place), _characters(draws, place)
    alike = first == second  # no name of one character twice; the pool is a ring
    pools = [pool for row in GENERATIONS for pool in (row[1], row[2])]
    starts = np.cumsum([0, *(len(pool) for pool in pools)])
    following = starts[place] + (second - starts[place] + 1) % np.diff(starts)[place]
    second = np.where(alike, following, second)
    letters = pa.array([*"".join(pools), ""])
    second = np.where(two, second, len(letters) - 1)
    parts = (
        pa.array(SURNAMES).take(pa.array(surname)),
        letters.take(pa.array(first)),
        letters.take(pa.array(second)),
    )
    return pc.binary_join_element_wise(*parts, "")


def _characters(draws: Draws, place: Ints) -> Ints:
    """A character of each one's pool (generation × 2, women's second), as an index into all pools in a row."""
    sizes = np.asarray([len(pool) for row in GENERATIONS for pool in (row[1], row[2])])
    starts = np.cumsum(sizes) - sizes
    drawn: Ints = starts[place] + draws.generator.integers(0, 1 << 40, len(place)) % sizes[place]
    return drawn


def random_name(draws: Draws, birth_year: int, sex: str, manchu: bool = False) -> str:
    """One invented name, for demonstrations; `sex` is male or female."""
    of_whom = surnames(draws, np.asarray([manchu]))
    names: Sequence[str] = full_names(
        draws, of_whom, np.asarray([birth_year]), np.asarray([sex == "male"])
    ).to_pylist()
    return names[0]
