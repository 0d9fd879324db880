"""Invented complaints in plain Chinese, for demo and benches; no sentence comes from a real message.

A complaint is put together from a place, a trouble, a circumstance and a wish, so that a thousand of them differ while
each stays believable. The same seed gives the same complaints.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

#: code → (title, what is wrong, who felt it); ``{spot}`` is a building or a corner of the estate.
TROUBLES: dict[str, tuple[tuple[str, str], ...]] = {
    "0101": (
        ("保洁好几天没来", "{spot}的楼道{days}没人打扫，垃圾袋堆在电梯口"),
        ("报修没人管", "{spot}门禁坏了，报修{days}没人来看"),
    ),
    "0102": (("物业费涨价没公示", "{spot}收到涨价通知，没有看到业主表决的结果"),),
    "0103": (("电梯广告的钱去哪了", "{spot}电梯里挂满广告，公共收益从来没有公示过"),),
    "0105": (
        ("电梯又停了", "{spot}电梯{days}停运，老人上下楼很困难"),
        ("电梯开门夹人", "{spot}电梯关门特别快，昨天夹到孩子"),
    ),
    "0106": (
        ("单元门坏了关不上", "{spot}单元门{days}关不上，晚上不安全"),
        ("楼顶漏雨", "{spot}顶层公共部位一下雨就漏"),
    ),
    "0107": (("楼道堆满杂物", "{spot}楼道里堆着纸箱和旧家具，{days}没有清，人都要侧着走"),),
    "0108": (("车位被外来车占用", "{spot}的固定车位{days}被外来车辆占着"),),
    "0201": (("楼上漏水到我家", "{spot}楼上卫生间漏水，我家天花板已经起皮{days}"),),
    "0203": (("加装电梯什么时候开会", "{spot}老人多，想加装电梯，一直没有人组织商量"),),
    "0206": (("隔断出租太吵", "{spot}一套房子隔成好多间出租，{days}半夜还有人进出"),),
    "0301": (
        ("暖气不热", "{spot}家里只有十五度，{days}一直这样，家里有老人和孩子"),
        ("半边楼不热", "{spot}靠东一侧暖气片冰凉"),
    ),
    "0302": (("突然停水", "{spot}从早上开始停水，没有接到通知"), ("自来水发黄", "{spot}水龙头放出来的水发黄{days}")),
    "0303": (("整个单元停电", "{spot}昨晚跳闸以后一直没有电"),),
    "0304": (("楼道里有煤气味", "{spot}楼道里有很重的煤气味，不敢开灯"),),
    "0305": (("下水道返水", "{spot}一层下水道返水，气味很大，{days}没有疏通"),),
    "0307": (("希望公交线路延长到小区门口", "{spot}附近老人多，走到最近的站要二十分钟"),),
    "0401": (("路边垃圾没人收", "{spot}旁边的路边{days}有人倒垃圾"),),
    "0403": (("垃圾桶天天满出来", "{spot}桶站早高峰总是满的，垃圾掉了一地"),),
    "0405": (("绿地里都是烟头和塑料袋", "{spot}楼前绿地{days}没有清理"),),
    "0408": (("旧沙发扔在楼下", "{spot}楼下放着旧沙发和床垫{days}没人拉走"),),
    "0501": (("门口流动摊太多", "{spot}门口傍晚都是三轮车摊，堵住人行道"),),
    "0503": (("水果店把货摆到路上", "{spot}底商店外经营，盲道都被占了"),),
    "0506": (("自行车停得过不去人", "{spot}出口非机动车乱停，轮椅过不去"),),
    "0601": (("楼道贴满小广告", "{spot}每层都有开锁和疏通的小广告"),),
    "0701": (("半夜施工", "{spot}对面工地{days}夜里十一点以后还在施工"),),
    "0702": (("工地扬尘", "{spot}旁边工地不盖网，窗台一天一层土"),),
    "0802": (("有人在楼顶搭房子", "{spot}楼顶新搭了彩钢房，担心承重"),),
    "0901": (("井盖松动", "{spot}门口井盖一压就响，{days}了，怕老人踩空"),),
    "0905": (("路灯不亮", "{spot}到大门那段路灯{days}不亮，晚上看不清台阶"),),
    "0908": (("健身器材坏了", "{spot}健身区的漫步机断了一根杆"),),
    "1001": (("树枝快压到电线", "{spot}前的杨树枝很低，刮风时碰到架空线"),),
    "1101": (("停车收费没有价目", "{spot}路边停车收费不给票也没有公示"),),
    "1105": (("共享单车堆成山", "{spot}门口共享单车{days}没有人整理"),),
    "1201": (("安全出口被锁", "{spot}地下一层的安全出口上了锁"),),
    "1202": (("消防车通道停满车", "{spot}消防车通道划了线还是天天停车"),),
    "1203": (("有人把电动车推进电梯", "{spot}晚上有人把电动车推上楼充电，很害怕"),),
    "1204": (("从窗户拉线充电", "{spot}三层有人从窗户拉线下来给电动车充电"),),
    "1207": (("高空扔东西", "{spot}{days}有人从楼上扔烟头和饮料瓶"),),
    "1301": (("广场舞音响太大", "{spot}前广场音响{days}从七点放到九点半"),),
    "1303": (("饭馆油烟直吹窗户", "{spot}底商饭馆烟道对着居民窗户"),),
    "1401": (("楼上半夜拖椅子", "{spot}楼上{days}夜里拖家具，孩子睡不好"),),
    "1404": (("遛狗不清理", "{spot}草坪边{days}都有狗粪，孩子没法玩"),),
    "1405": (("周末一早装修", "{spot}有人周六七点就开始打孔"),),
    "1501": (("健身房关门不退卡", "{spot}底商健身房贴了停业通知，预付的钱不知道找谁"),),
    "1602": (("想给老人申请助餐", "{spot}八十多岁的独居老人做饭不方便，想问助餐点怎么办理"),),
    "1701": (("装修队没有结工钱", "在{spot}做完装修，工钱{days}没有结"),),
    "1901": (("咨询入学划片", "{spot}的孩子明年上小学，想知道材料怎么准备"),),
    "2001": (("想看看公约怎么定的", "{spot}邻居们想了解社区公约，什么时候可以参加议事"),),
    "2005": (("表扬楼门长", "{spot}楼门长下雪天带着大家扫雪，特别感谢"),),
}
DAYS = ("连着三天", "一个多星期", "快半个月", "从上周", "最近每天", "断断续续一个月", "两天", "从节后")
WISHES = (
    "希望尽快有人来看看。",
    "请告诉我该找谁。",
    "打过物业电话，说会处理，还是没有结果。",
    "能不能给一个明确的时间？",
    "大家都很着急，麻烦了。",
    "我可以在家等，白天晚上都行。",
    "邻居们也愿意一起想办法。",
    "如果需要照片我可以再拍。",
)
CIRCUMSTANCES = (
    "家里老人腿脚不好，",
    "孩子每天上学都要经过，",
    "我们单元好几户都遇到了，",
    "之前也反映过一次，",
    "昨天晚上又发生了，",
    "下雨天更严重，",
    "值班的师傅说不归他们管，",
    "",
    "",
)
SPOTS = (
    "{b}号楼{u}单元",
    "{b}号楼",
    "{b}号楼南侧",
    "小区{g}门",
    "{b}号楼{u}单元{f}层",
    "中心花园",
    "地下车库{g}口",
    "{b}号楼东侧底商",
)
GATES = "东西南北"
KINDS = {"2005": "praise", "1901": "consult", "2001": "consult", "1602": "help", "0307": "suggest", "0203": "suggest"}
#: First-level code (or a whole code) → an answer as a worker would give it.
ANSWERS = {
    "01": "已和物业一起到现场，当天安排处理，三天内完成，后续每周检查一次。",
    "02": "上门查看后找到原因，已约施工人员处理，完成后请您一起验收。",
    "03": "抢修人员已到场处理，现在恢复正常；如再出现请随时打值班电话。",
    "04": "环卫和物业已清理干净，并把这一处加入每天两次的巡查。",
    "05": "综合执法队到场劝离并做了登记，早晚高峰安排人员值守。",
    "06": "已清除并联系运营单位停机，门禁处加贴了提示。",
    "07": "已约谈施工单位，夜间停止作业，白天覆盖和洒水由专人检查。",
    "08": "执法队已现场勘查立案，责令停止施工，结果会再告诉您。",
    "09": "设施维修单位当天到场，现已修好，社区拍照留存。",
    "10": "园林单位已修剪清理，并检查了周边的树木。",
    "11": "已现场整理，划出停放区域，运营单位每天派人来整理。",
    "12": "消防和物业联合检查，当场整改，并向楼内住户入户提示。",
    "13": "已现场劝导并约定时间和音量，超出时请打值班电话，我们马上到。",
    "14": "社区和楼门长上门沟通，双方约定了时间，请邻居们一起监督。",
    "15": "市场监管所已登记，联系上经营者，退款安排会逐户通知。",
    "16": "已上门了解情况，助餐和探访从下周开始，有专人联系。",
    "17": "劳动监察已介入，双方约定付款日期，社区跟进到结清。",
    "19": "已电话说明所需材料和时间，并把清单发给您。",
    "2005": "谢谢您的肯定，已经转告本人，也在楼门长会上念了这封表扬。",
    "20": "已和您联系，下次议事会的时间和地点会提前三天公布，欢迎参加。",
}


@dataclass(frozen=True, slots=True)
class Complaint:
    """One invented complaint; ``spot`` is its place in words, below the community."""

    category: str
    kind: str
    title: str
    text: str
    spot: str


def answer_to(category: str) -> str:
    """What a worker would tell the complainant in a matter of this category."""
    return ANSWERS.get(category) or ANSWERS[category[:2]]


def complaints(seed: int = 0) -> Iterator[Complaint]:
    """An endless, reproducible stream of invented complaints."""
    dice = random.Random(seed)  # noqa: S311 (invented text, not a secret)
    codes = sorted(TROUBLES)
    while True:
        code = dice.choice(codes)
        title, wrong = dice.choice(TROUBLES[code])
        spot = dice.choice(SPOTS).format(
            b=dice.randint(1, 28), u=dice.randint(1, 6), f=dice.randint(1, 24), g=dice.choice(GATES)
        )
        trouble = wrong.format(spot=spot, days=dice.choice(DAYS))
        text = f"{dice.choice(CIRCUMSTANCES)}{trouble}。{dice.choice(WISHES)}" if code != "2005" else f"{trouble}。"
        yield Complaint(code, KINDS.get(code, "complain"), title, text, spot)
