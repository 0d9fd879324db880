"""What is written down: by whom, how it is signed, who may read it."""

from __future__ import annotations

import pytest

from hehuo.actions import selectors, services
from hehuo.files import selectors as files
from hehuo.ground.errors import Invalid, NotAllowed, NotFound, Refused
from hehuo.journal.models import Entry
from hehuo.parties import services as parties

from .conftest import picture


def _admonish(stage, who="officer", **more):
    given = {
        "by": getattr(stage.cast, who).viewer, "action": stage.action, "text": "请清理。",
        "officers": [stage.line(stage.world.police).pk], "heard": "person_concerned",
    }  # fmt: skip
    return services.record_admonition(**given | more)


def test_only_those_who_enforce_admonish(stage):
    stage.begin()
    for who in ("worker", "leader", "property_staff", "dispatcher"):
        with pytest.raises(NotAllowed) as caught:
            _admonish(stage, who)
        assert caught.value.source
    with pytest.raises(NotFound):
        _admonish(stage, "coordinator")
    made = _admonish(stage, response="知道了", key="a1")
    assert _admonish(stage, response="知道了", key="a1") == made
    assert made.organisation == stage.world.police
    assert [line.certificate for line in made.officers.all()] == ["京公 010233"]
    assert stage.step("admonish").state == "done"
    second = _admonish(stage, text="再次告诫。")
    assert selectors.admonished_at(stage.action) == made.happened_at
    assert selectors.admonitions(stage.action) == [made, second]


def test_an_admonition_needs_officers_who_are_there_and_show_a_certificate(stage):
    stage.announce()
    with pytest.raises(Invalid):
        _admonish(stage)
    stage.call()
    with pytest.raises(Refused) as caught:
        _admonish(stage)
    assert caught.value.code == "not_begun"
    services.begin_action(by=stage.by, action=stage.action)
    for officers in ([], [stage.line(stage.world.committee).pk], [999_999]):
        with pytest.raises(Invalid):
            _admonish(stage, officers=officers)
    second = services.expect(
        by=stage.by, action=stage.action, role="officer", organisation=stage.world.police, name="李"
    )
    services.call_roll(by=stage.by, action=stage.action, present=[second.pk])
    with pytest.raises(Invalid):
        _admonish(stage, officers=[second.pk])
    with pytest.raises(Invalid):
        _admonish(stage, text=" ")
    with pytest.raises(Invalid):
        _admonish(stage, heard="nobody")
    with pytest.raises(NotAllowed):
        _admonish(stage, organisation=stage.world.fire)


def _state(stage, who="officer", **more):
    given = {
        "by": getattr(stage.cast, who).viewer, "action": stage.action, "speaker": "person_concerned",
        "name": "王建国", "text": "东西是我的，我自己搬。",
    }  # fmt: skip
    return services.record_statement(**given | more)


def test_a_statement_is_signed_here_on_paper_or_refused_before_a_witness(stage):
    stage.begin()
    with pytest.raises(Invalid):
        _state(stage)
    with pytest.raises(Invalid):
        _state(stage, refused=True)
    signed = _state(stage, signature=picture(), key="s1")
    assert _state(stage, signature=picture(), key="s1") == signed
    assert signed.signed
    assert len(files.of(signed.subject, stage.by)) == 1
    paper = _state(stage, text="写在纸上", attachment=picture("b.png", (1, 2, 3)))
    assert (paper.signed, paper.on_paper) == (False, True)
    with pytest.raises(Invalid):
        _state(stage, refused=True, signature=picture())
    witness = services.add_witness(by=stage.by, action=stage.action, name="赵邻居", role="同层邻居")
    refused = _state(stage, text="不签", refused=True)
    assert refused.witness == witness
    other = services.add_witness(by=stage.by, action=stage.action, name="钱邻居", signature=picture())
    assert _state(stage, text="还是不签", refused=True, witness=witness).witness == witness
    assert selectors.witnesses(stage.action) == [witness, other]


def test_statements_are_for_those_who_take_them(stage):
    stage.begin()
    made = _state(stage, signature=picture())
    for who in ("property_staff",):
        viewer = getattr(stage.cast, who).viewer
        with pytest.raises(NotAllowed):
            _state(stage, who, signature=picture())
        assert selectors.statements(viewer, stage.action) == []
        assert files.of(made.subject, viewer) == []
        assert selectors.witness_list(viewer, stage.action) == []
    for who in ("officer", "leader", "worker", "auditor"):
        viewer = getattr(stage.cast, who).viewer
        said = selectors.statements(viewer, stage.action)
        assert [(one.name, len(one.files)) for one in said] == [("王**", 1)]
    assert bytes(made.name) != "王建国".encode()
    assert "王建国" not in str(list(Entry.objects.values_list("payload__body", flat=True)))


def test_records_begin_with_the_notice(stage):
    with pytest.raises(Refused):
        services.log_incident(by=stage.by, action=stage.action, kind="other", severity="note")
    with pytest.raises(Refused):
        services.add_witness(by=stage.by, action=stage.action, name="赵")


def test_an_incident_by_anybody_on_the_roll_words_for_those_who_must_know(stage):
    stage.begin()
    property_staff, worker = stage.cast.property_staff.viewer, stage.cast.worker.viewer
    given = {"by": property_staff, "action": stage.action, "kind": "agitated", "severity": "help", "text": "情绪激动"}
    made = services.log_incident(key="i1", **given)
    assert services.log_incident(key="i1", **given) == made
    assert selectors.calls_help(made)
    assert [one.text for one in selectors.incidents(property_staff, stage.action)] == ["情绪激动"]
    services.log_incident(by=worker, action=stage.action, kind="hurt", severity="danger", text="老人心口疼")
    last = selectors.incidents(property_staff, stage.action)[0]
    assert (last.text, last.withheld) == ("", True)
    assert selectors.incidents(worker, stage.action)[0].text == "老人心口疼"
    with pytest.raises(Invalid):
        services.log_incident(by=worker, action=stage.action, kind="earthquake", severity="note")
    with pytest.raises(NotFound):
        services.log_incident(by=stage.cast.coordinator.viewer, action=stage.action, kind="other", severity="note")


def test_stand_by_is_shown_with_its_number_and_each_look_is_recorded(stage):
    stage.begin()
    parties.keep_contact(
        by=stage.cast.admin.viewer, organisation=stage.world.experts, kind="phone", value="01088886666"
    )
    made = services.log_incident(by=stage.by, action=stage.action, kind="agitated", severity="help")
    ready = services.show_stand_by(by=stage.cast.property_staff.viewer, incident=made)
    assert [(one.fits, one.phones) for one in ready] == [(True, ("+861088886666",))]
    assert "心理咨询师一名" in ready[0].name
    assert Entry.objects.filter(name="party.contact_revealed", actor=stage.cast.property_staff.person.pk).count() == 1
    with pytest.raises(NotAllowed):
        services.show_stand_by(by=stage.cast.auditor.viewer, incident=made)


def test_pictures_before_during_and_after(stage):
    with pytest.raises(Invalid):
        services.add_photos(by=stage.by, action=stage.action, photos=[], when="before")
    two = [picture("a.png"), picture("b.png", (9, 9, 9))]
    assert services.add_photos(by=stage.by, action=stage.action, photos=two, when="before") == 2
    assert services.add_photos(by=stage.by, action=stage.action, photos=[picture("a.png")], when="before") == 0
    stage.begin().admonish()
    step = stage.step("explain")
    services.do_step(by=stage.cast.worker.viewer, step=step, photos=[picture("c.png", (5, 5, 5))])
    found = selectors.pictures(stage.by, stage.action)
    assert [len(rows) for rows in found.values()] == [2, 1, 0]
    assert next(iter(found.values()))[0].moment == "before"
    stage.do("listen", "consent", "number", "move", "clean", "check")
    services.close_action(by=stage.by, action=stage.action, summary="好了", after=[picture("d.png", (7, 7, 7))])
    assert [len(rows) for rows in selectors.pictures(stage.by, stage.action).values()] == [2, 1, 1]
