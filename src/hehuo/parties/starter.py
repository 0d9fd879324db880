"""The parties that ``setup`` enters for Shuguang, and the invented people of the demo. Data only.

Public bodies carry their public names. Companies, units, organisations and all people are invented.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hehuo.ground.access import Role

from .rules import OrganisationKind as Kind

SHUGUANG, SHANGHE, LANDIANCHANG = "110108025", "110108025014", "110108025999"
#: The pilot began in December 2018 (1-mission); everything that was there then is dated from its first day.
SINCE = date(2018, 12, 1)


@dataclass(frozen=True)
class Party:
    """One organisation: where it is at home, and where it sits (on its kind's seat; at home when not named)."""

    kind: Kind
    name: str
    short: str
    place: str
    parent: str = ""
    seats: tuple[str, ...] = ()

    @property
    def sits_at(self) -> tuple[str, ...]:
        """The places at whose table it sits."""
        return self.seats or (self.place,)


OFFICE = "曙光街道办事处"
#: Shuguang's other communities: the seats of backbone and organiser are filled everywhere.
_COMMUNITIES = {
    "110108025001": "曙光花园社区",
    "110108025002": "世纪城东区社区",
    "110108025003": "世纪城西区社区",
    "110108025004": "农科院社区",
    "110108025005": "武警总部蓝靛厂小区社区",
    "110108025008": "火器营第三社区",
    "110108025015": "空军指挥学院社区",
    "110108025016": "怡丽北园社区",
    "110108025017": "诚品建筑社区",
    "110108025020": "世纪城晴雪园社区",
    "110108025021": "世纪城时雨园社区",
    "110108025022": "烟树园社区",
    "110108025023": "望塔园社区",
    "110108025024": "远大园社区",
    "110108025025": "晨月园社区",
    "110108025026": "金雅园社区",
}


def _of_community(code: str, name: str) -> tuple[Party, Party]:
    short = name.removesuffix("社区")
    return (
        Party(Kind.PARTY_BRANCH, f"中共{name}委员会", f"{short}社区党委", code),
        Party(Kind.RESIDENTS_COMMITTEE, f"{name}居民委员会", f"{short}居委会", code),
    )


PARTIES = (
    Party(Kind.WORKING_COMMITTEE, "中共北京市海淀区委曙光街道工作委员会", "曙光街道工委", SHUGUANG),
    Party(Kind.SUBDISTRICT_OFFICE, "北京市海淀区人民政府曙光街道办事处", OFFICE, SHUGUANG),
    Party(Kind.OFFICE_SECTION, "曙光街道社会治安综合治理组", "综治组", SHUGUANG, OFFICE),
    Party(Kind.OFFICE_SECTION, "曙光街道接诉即办工作专班", "接诉即办专班", SHUGUANG, OFFICE),
    Party(Kind.OFFICE_SECTION, "曙光街道社区建设组", "社区建设组", SHUGUANG, OFFICE),
    Party(Kind.OFFICE_SECTION, "曙光街道市民诉求处置中心", "诉求处置中心", SHUGUANG, OFFICE),
    Party(Kind.ENFORCEMENT_TEAM, "曙光街道综合行政执法队", "综合行政执法队", SHUGUANG, OFFICE),
    Party(Kind.POLICE_STATION, "曙光派出所", "派出所", SHUGUANG),
    Party(Kind.FIRE_RESCUE, "曙光消防救援站", "消防救援站", SHUGUANG),
    Party(Kind.PUBLIC_SERVICE_ENTERPRISE, "北京暖城热力有限公司曙光服务站", "暖城热力", SHUGUANG),
    Party(Kind.PUBLIC_SERVICE_ENTERPRISE, "京光供电曙光服务站", "供电服务站", SHUGUANG),
    Party(Kind.EXPERT_BODY, "曙光社区治理专家工作室", "专家工作室", SHUGUANG, seats=(SHUGUANG, SHANGHE, LANDIANCHANG)),
    Party(Kind.SOCIAL_ORGANISATION, "暖邻社会工作服务中心", "暖邻社工", SHUGUANG, seats=(SHUGUANG, LANDIANCHANG)),
    # 上河村
    Party(Kind.PARTY_BRANCH, "中共上河村社区委员会", "上河村社区党委", SHANGHE),
    Party(Kind.RESIDENTS_COMMITTEE, "上河村社区居民委员会", "上河村居委会", SHANGHE),
    Party(Kind.OWNERS_COMMITTEE, "上河村业主委员会", "上河村业委会", SHANGHE),
    Party(Kind.PROPERTY_COMPANY, "北京安和居物业服务有限公司", "安和居物业", SHANGHE),
    Party(Kind.SOCIAL_UNIT, "晨曦幼儿园", "晨曦幼儿园", SHANGHE),
    Party(Kind.SOCIAL_UNIT, "百家便民超市上河店", "百家超市", SHANGHE),
    # 蓝靛厂
    Party(Kind.PARTY_BRANCH, "中共蓝靛厂社区委员会", "蓝靛厂社区党委", LANDIANCHANG),
    Party(Kind.RESIDENTS_COMMITTEE, "蓝靛厂社区居民委员会", "蓝靛厂居委会", LANDIANCHANG),
    Party(Kind.PROPERTY_MANAGEMENT_COMMITTEE, "蓝靛厂社区物业管理委员会", "蓝靛厂物管会", LANDIANCHANG),
    Party(Kind.PROPERTY_COMPANY, "北京同舟物业管理有限公司", "同舟物业", LANDIANCHANG),
    Party(Kind.PROPERTY_RIGHT_UNIT, "北方精工机械厂房产管理处", "精工厂房管处", LANDIANCHANG),
    Party(Kind.SOCIAL_UNIT, "河畔银行蓝靛厂支行", "河畔银行", LANDIANCHANG),
    Party(Kind.EXPERT_BODY, "心屿心理咨询工作室", "心屿心理", LANDIANCHANG),
    *(party for code, name in _COMMUNITIES.items() for party in _of_community(code, name)),
)


@dataclass(frozen=True)
class Player:
    """One invented person of the demo: the account's name, who she is, and what brings her here."""

    username: str
    name: str
    organisation: str
    role: Role
    title: str
    place: str = ""


PLAYERS = (
    Player("worker", "李晓梅", "上河村社区居民委员会", Role.WORKER, "社区工作者"),
    Player("dispatcher", "王海燕", "曙光街道接诉即办工作专班", Role.DISPATCHER, "值班员"),
    Player("leader", "陈志远", "北京市海淀区人民政府曙光街道办事处", Role.LEADER, "街道副主任"),
    Player("officer", "赵立刚", "曙光派出所", Role.OFFICER, "社区民警"),
    Player("property", "孙大勇", "北京同舟物业管理有限公司", Role.PROPERTY_STAFF, "项目主管"),
    Player("coordinator", "周敏", "河畔银行蓝靛厂支行", Role.COORDINATOR, "志愿服务联络人"),
    Player("expert", "何清", "曙光社区治理专家工作室", Role.EXPERT, "高级调解师"),
    Player("worker2", "刘芳", "蓝靛厂社区居民委员会", Role.WORKER, "社区居委会副主任"),
    # The hallway's table: who besides them sits, goes to see, acts and watches.
    Player("director", "何明远", "北京市海淀区人民政府曙光街道办事处", Role.LEADER, "街道主任"),
    Player("governance", "郭建军", "曙光街道社会治安综合治理组", Role.WORKER, "综治组组长"),
    Player("secretary", "沈静", "中共蓝靛厂社区委员会", Role.WORKER, "社区党委书记"),
    Player("officer2", "韩松", "曙光派出所", Role.OFFICER, "民警"),
    Player("enforcer", "马骏", "曙光街道综合行政执法队", Role.OFFICER, "执法队副队长"),
    Player("property2", "钱小兵", "北京同舟物业管理有限公司", Role.PROPERTY_STAFF, "客服管家"),
    Player("housing", "田国庆", "北方精工机械厂房产管理处", Role.COORDINATOR, "房管员"),
    Player("owners", "冯玉兰", "蓝靛厂社区物业管理委员会", Role.COORDINATOR, "物管会委员"),
    Player("psychologist", "许宁", "心屿心理咨询工作室", Role.EXPERT, "心理咨询师"),
    Player("social", "罗佳", "暖邻社会工作服务中心", Role.COORDINATOR, "社工"),
    Player("auditor", "吴静", "北京市海淀区人民政府曙光街道办事处", Role.AUDITOR, "审计员"),
    Player("admin", "郑凯", "北京市海淀区人民政府曙光街道办事处", Role.ADMIN, "系统管理员"),
)
