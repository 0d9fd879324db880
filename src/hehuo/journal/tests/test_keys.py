"""A retry gets the first answer; the same key for something else is refused; two at once are one."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connections, transaction

from hehuo.ground import clock
from hehuo.ground.errors import Conflict
from hehuo.journal import services
from hehuo.journal.models import Key

ASK = {"key": "k", "service": "s", "fingerprint": "f"}


@pytest.mark.django_db
def test_replay_and_remember(django_assert_num_queries):
    assert services.replay(**ASK) is None
    services.remember(**ASK, result=12)
    assert services.replay(**ASK) == "12"
    assert services.replay(**ASK | {"service": "other"}) is None
    with pytest.raises(Conflict) as refused:
        services.replay(**ASK | {"fingerprint": b"g"})
    assert refused.value.code == "key_reused"
    with django_assert_num_queries(0):
        assert services.replay(**ASK | {"key": ""}) is None
        services.remember(**ASK | {"key": None}, result=1)


@pytest.mark.django_db
def test_retention():
    with clock.at(clock.now() - timedelta(days=31)):
        services.remember(**ASK, result="old")
    services.remember(**ASK | {"key": "new"}, result="new")
    assert services.forget_old_keys() == 1
    assert Key.objects.get().key == "new"


@pytest.mark.django_db(transaction=True)
def test_a_key_belongs_to_a_transaction():
    with pytest.raises(RuntimeError):
        services.replay(**ASK)


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_the_second_gets_the_first_ones_answer():
    done, answers, barrier = [], [], threading.Barrier(4)

    def work(number):
        try:
            barrier.wait(10)
            with transaction.atomic():
                found = services.replay(**ASK)
                if found is None:
                    done.append(number)
                    services.remember(**ASK, result=number)
                    found = str(number)
                answers.append(found)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(done) == 1
    assert answers == [str(done[0])] * 4
