import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from hehuo.ground.errors import Invalid, NotAllowed
from hehuo.parties import services, sheets
from hehuo.parties.models import Contact, Membership, Person


def workbook(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


GOOD = workbook(
    ["姓名", "单位", "职务", "角色", "区划代码", "手机", "邮箱"],
    ["王五", "上河村社区居委会", "网格员", "社区工作者", None, 13800001111, None],
    ["赵六", "没有的单位", None, None, None, None, None],
    [None, "安和物业", None, None, None, None, None],
    ["钱七", "安和物业", None, "国王", None, None, None],
    ["孙八", "安和物业", None, None, None, "没有", None],
    [None, None, None, None, None, None, None],
    ["李九", "翠微物业", None, None, None, None, None],
)


def rows_of(content):
    return sheets.people_in(io.BytesIO(content), len(content))


def test_every_good_row_lands_and_every_bad_one_is_named(cast):
    report = services.import_people(by=cast.admin.viewer, rows=rows_of(GOOD))
    assert (report.rows, report.created, report.unchanged) == (6, 1, 0)
    assert [number for number, _ in report.rejected] == [3, 4, 5, 6, 8]
    membership = Membership.objects.get(person__name="王五")
    assert (membership.role, membership.title) == ("worker", "网格员")
    assert Contact.objects.get().person.name == "王五"


def test_the_same_sheet_twice_changes_nothing(cast):
    services.import_people(by=cast.admin.viewer, rows=rows_of(GOOD))
    report = services.import_people(by=cast.admin.viewer, rows=rows_of(GOOD))
    assert (report.created, report.unchanged) == (0, 1)


def test_a_dry_run_leaves_no_trace(cast):
    people = Person.objects.count()
    report = services.import_people(by=cast.admin.viewer, rows=rows_of(GOOD), dry_run=True)
    assert report.created == 1
    assert Person.objects.count() == people


def test_only_administrators_import(cast):
    with pytest.raises(NotAllowed):
        services.import_people(by=cast.leader.viewer, rows=[])


@pytest.mark.parametrize("content", [b"", b"not a zip", workbook(["a", "b"]), workbook()])
def test_what_is_no_such_sheet_is_said_so(content):
    with pytest.raises(Invalid):
        list(rows_of(content))


def test_the_template_opens_and_is_read_back(cast, sign_in):
    response = sign_in(cast.admin).get(reverse("parties-people-template"))
    book = load_workbook(io.BytesIO(response.content))
    assert [cell.value for cell in book.active[1]][:2] == ["姓名", "单位"]
    assert list(rows_of(response.content)) == []


def test_the_page_previews_then_enters(cast, sign_in):
    client = sign_in(cast.admin)
    for really, there in (("", False), ("on", True)):
        upload = SimpleUploadedFile("people.xlsx", GOOD)
        page = client.post(reverse("parties-import-people"), {"sheet": upload, "really": really})
        assert page.status_code == 200
        assert Person.objects.filter(name="王五").exists() is there
