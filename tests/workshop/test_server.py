from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient

from sos_sim.workshop import server
from sos_sim.workshop.answer import SHOWN, Answer
from sos_sim.workshop.room import Room
from sos_sim.workshop.server import Guarded, application, pairs_of
from sos_sim.workshop.setting import Setting


class StandIn:
    """Stand in for what answers."""

    def __init__(self, room: Room) -> None:
        self.room = room

    def begin(self) -> None:
        """Nothing runs ahead."""

    async def end(self) -> None:
        """Nothing to end."""

    async def page(self) -> str:
        return "<!doctype html><title>page</title>"

    async def answer(self, setting: Setting) -> Answer:
        if dict(setting.moved).get("accountability.priorities") == 7:
            raise RuntimeError("out of luck\nTraceback (most recent call last)")
        whole = np.ones((len(SHOWN), 21, 3), np.int16)
        return Answer(whole, np.ones((2, 5, 3), np.int16), np.ones((3, 7), np.int16))

    async def reasons(self, setting: Setting) -> dict[str, Any]:
        return {"of": setting.key}

    async def decade(self, setting: Setting, code: str) -> dict[str, Any]:
        return {"of": setting.key, "code": code}

    def plane(self) -> list[dict[str, Any]]:
        return []


@pytest.fixture
def client(room: Room, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setattr(server, "engine", lambda: "window.vega = {};")
    app = Guarded(application(StandIn(room)))  # type: ignore[arg-type]
    with TestClient(app, base_url="http://127.0.0.1:1") as found:
        yield found


PATHS = ["/", "/engine.js", "/web/stat.js", "/api/run", "/api/why", "/api/plane", "/api/district?code=1", "/no"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "DELETE"])
def test_every_response_says_what_the_page_may_do(client: TestClient, path: str, method: str) -> None:
    response = client.request(method, path)
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "*" not in policy and "http" not in policy
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["cache-control"] == "no-store"
    if method in ("POST", "DELETE"):
        assert response.status_code in (404, 405)


HOSTILE = [
    "x=1",
    "accountability.pressure=9",
    "accountability.pressure=nan",
    "accountability.pressure=inf",
    "accountability.pressure=-inf",
    "accountability.pressure=1e999",
    "accountability.pressure=1_000",
    "accountability.pressure=0x1",
    "accountability.pressure=",
    "accountability.pressure=%00",
    "accountability.pressure=1&accountability.pressure=1",
    "accountability.pressure=" + "1" * 7000,
    "a" * 9000,
    "&".join(f"accountability.pressure{i}=1" for i in range(400)),
    "=1",
    "novalue",
    "%ff%fe=1",
    "%C3%28=1",
    "%",
    "scenario=../../etc/passwd",
    "scenario=%3Cscript%3Ealert(1)%3C/script%3E",
    "start=2018-7",
    "start=9999-01",
    "start=2018-07'--",
    "\N{SNOWMAN}=1",
    "support.coe_coach_days=\N{ARABIC-INDIC DIGIT THREE}",
    "__class__=1",
    "accountability.pressure.=1",
    "measurement.=1",
]


@pytest.mark.parametrize("query", HOSTILE)
@pytest.mark.parametrize("path", ["/api/run", "/api/why"])
def test_a_bad_question_gets_its_problems_and_no_traceback(client: TestClient, path: str, query: str) -> None:
    response = client.get(f"{path}?{query}")
    assert response.status_code == 400
    problems = response.json()["problems"]
    assert problems and all(each["found"] for each in problems)
    assert "Traceback" not in response.text and "File" not in response.text
    assert client.get("/api/run").status_code == 200


def test_what_went_wrong_is_echoed_only_in_short(client: TestClient) -> None:
    assert len(client.get(f"/api/run?{'x' * 3000}=1").text) < 400


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "127.0.0.1@evil.example"])
def test_a_name_that_is_not_this_machine_is_refused(client: TestClient, host: str) -> None:
    response = client.get("/api/run", headers={"host": host})
    assert response.status_code == 421 and "content-security-policy" in response.headers


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "LOCALHOST:1", "[::1]:8000"])
def test_this_machine_is_answered_by_any_of_its_names(client: TestClient, host: str) -> None:
    assert client.get("/api/run", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("path", ["/web/../server.py", "/web/%2e%2e/server.py", "/web/..%2fserver.py", "/web/x.html"])
def test_only_scripts_and_styles_of_the_page_are_served(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_failure_of_ours_is_one_line(client: TestClient, capsys: pytest.CaptureFixture[str]) -> None:
    response = client.get("/api/run?accountability.priorities=7")
    assert response.status_code == 500
    assert response.json()["problems"][0]["found"] == "RuntimeError"
    assert "out of luck" not in response.text
    assert len(capsys.readouterr().err.strip().splitlines()) <= 2


def test_an_answer_says_which_setting_it_is_of(client: TestClient) -> None:
    told = client.get("/api/run?scenario=high-pressure&start=2018-07&accountability.pressure=1.20").json()
    assert told["setting"] == {
        "scenario": "high-pressure",
        "start": "2018-07",
        "moved": {"accountability.pressure": 1.2},
    }
    assert len(told["answer"]["series"]) == len(SHOWN) * 21 * 3


def test_a_district_is_asked_by_one_code(client: TestClient) -> None:
    assert client.get("/api/district?code=19647330000000&start=2018-07").json()["code"] == "19647330000000"
    assert client.get("/api/district").status_code == 400
    assert client.get("/api/district?code=1&code=2").status_code == 400


def test_pluses_and_percents_are_read_as_addresses_have_them() -> None:
    assert pairs_of(b"a%2Bb=1+2&c=%3D") == [("a+b", "1 2"), ("c", "=")]
