from hypothesis import given
from hypothesis import strategies as st

from hehuo.ground.text import clean, mask_name, mask_numbers, mask_phone, squash


def test_phone_numbers_in_running_text_are_hidden() -> None:
    assert mask_numbers("我的电话是13812345678，请回") == "我的电话是138****5678，请回"
    assert mask_numbers("打 +86 138-1234-5678") == "打 138****5678"
    assert mask_numbers("座机010-88461234") == "座机010-****1234"


def test_identity_numbers_are_hidden() -> None:
    assert "19900101" not in mask_numbers("身份证110108199001011234")


def test_order_numbers_stay_readable() -> None:
    assert mask_numbers("工单 20261122-000123") == "工单 20261122-000123"


def test_masks_of_names_and_phones() -> None:
    assert mask_name("王小明") == "王**"
    assert mask_name("") == ""
    assert mask_phone("138 1234 5678") == "138****5678"
    assert mask_phone("110") == "****"


def test_clean_takes_out_what_could_deceive() -> None:
    assert clean("\u202e反过来\u202c\x00 ") == "反过来"
    assert clean("一\r\n二\r三") == "一\n二\n三"


def test_squash_makes_full_width_comparable() -> None:
    assert squash("４号楼　２单元") == "4号楼 2单元"


@given(st.text())
def test_clean_and_squash_are_idempotent(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert squash(squash(text)) == squash(text)


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.sampled_from(["", "电话", "：", "，谢谢", " "]))
def test_no_mobile_number_survives_masking(phone: str, around: str) -> None:
    assert phone not in mask_numbers(around + phone + around)
