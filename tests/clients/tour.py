"""The README's tour with a client that openapi-python-client made of schemas/openapi.json."""

import importlib
import os
import pkgutil
from io import BytesIO
from pathlib import Path
from typing import TypeVar

import minsheng_client
from minsheng_client import AuthenticatedClient, Client
from minsheng_client.api.audit import list_audit, verify_audit
from minsheng_client.api.classify import classify_text, upload_model
from minsheng_client.api.notice import notices_json, publish_notice
from minsheng_client.api.rate import rate_ticket
from minsheng_client.api.reporter import reveal_reporter
from minsheng_client.api.stats import read_kpi
from minsheng_client.api.submit import submit_ticket
from minsheng_client.api.track import read_ticket
from minsheng_client.api.update import update_ticket
from minsheng_client.api.worklist import list_tickets, list_tickets_csv
from minsheng_client.models import (
    Action,
    ActName,
    ClassifyRequest,
    GroupBy,
    NoticeRequest,
    Problem,
    RatingRequest,
    ReporterInput,
    RevealRequest,
    Satisfaction,
    Sort,
    StateAsked,
    SubmitRequest,
    UpdateRequest,
)
from minsheng_client.types import File, Response

T = TypeVar("T")

URL = os.environ["URL"]
ENGLISH = {"Accept-Language": "en"}

# Every file of it can be read.
for module in pkgutil.walk_packages(minsheng_client.__path__, "minsheng_client."):
    importlib.import_module(module.name)


def staff(role: str) -> AuthenticatedClient:
    return AuthenticatedClient(base_url=URL, token=os.environ[f"TOKEN_{role}"], headers=ENGLISH)


def done(answer: Response[Problem | T]) -> T:
    """What was answered; a problem ends the tour."""
    assert answer.status_code < 300, (answer.status_code, answer.content)
    assert answer.parsed is not None and not isinstance(answer.parsed, Problem), answer
    return answer.parsed


citizen = Client(base_url=URL, headers=ENGLISH)
who = ReporterInput(name="李四", phone="13812341234")
demand = SubmitRequest(content="小区路灯坏了三天了，晚上出行不安全", reporter=who)
submitted = done(submit_ticket.sync_detailed(client=citizen, body=demand))
assert submitted.state.value == "assigned"
assert submitted.department is not None and submitted.department.code == "cgj"
ticket = submitted.id

code = str(submitted.query_code)
# A client with a token is asked for; who shows a query code has none.
reporter = AuthenticatedClient(base_url=URL, token=code, auth_header_name="Query-Code", prefix="", headers=ENGLISH)
seen = done(read_ticket.sync_detailed(ticket, client=reporter))
assert seen.reporter is not None and seen.reporter.phone == "138****1234"
assert [event.action for event in seen.timeline] == [Action.SUBMIT, Action.ASSIGN]

for act in (
    UpdateRequest(action=Action.SIGN),
    UpdateRequest(action=Action.CONTACT, note="电话已联系"),
    UpdateRequest(action=Action.REPLY, note="更换 3 盏灯具", public="路灯已修复，感谢您的反映。", resolved=True),
):
    done(update_ticket.sync_detailed(ticket, client=staff("handler"), body=act))
supervisor = staff("supervisor")
approve = UpdateRequest(action=Action.APPROVE)
assert done(update_ticket.sync_detailed(ticket, client=supervisor, body=approve)).state.value == "follow_up"

rating = RatingRequest(resolved=True, satisfaction=Satisfaction.SATISFIED)
assert done(rate_ticket.sync_detailed(ticket, client=reporter, body=rating)).state.value == "closed"
refused = rate_ticket.sync_detailed(ticket, client=reporter, body=rating)
assert refused.status_code == 409 and isinstance(refused.parsed, Problem), refused
assert refused.parsed.code == "action_not_allowed" and refused.parsed.allowed_actions == [Action.REOPEN]

agent = staff("agent")
page = done(list_tickets.sync_detailed(client=agent, state=StateAsked.CLOSED, sort=Sort.NEWEST))
assert page.items[0].id == ticket
table = done(list_tickets_csv.sync_detailed(client=agent, state=StateAsked.CLOSED))
assert table.lstrip("\ufeff").startswith("id,state,") and ticket in table

reason = RevealRequest(reason="回访核实")
assert done(reveal_reporter.sync_detailed(ticket, client=supervisor, body=reason)).reporter.name == "李四"
admin = staff("admin")
assert len(done(list_audit.sync_detailed(client=admin, act=ActName.REPORTER_REVEAL, limit=1)).items) == 1
assert done(verify_audit.sync_detailed(client=admin)).intact
assert done(read_kpi.sync_detailed(client=supervisor, by=GroupBy.DEPARTMENT)).by.value == "department"

notice = NoticeRequest(title="停水通知", body="明天 8:00 到 12:00 停水。", category="outage")
done(publish_notice.sync_detailed(client=staff("publisher"), body=notice))
feed = done(notices_json.sync_detailed(client=citizen))
assert any(item["title"] == "停水通知" for item in feed["items"])
text = ClassifyRequest(text="火车站的出租车拒载，还乱收费，希望有人管一管。")
category = done(classify_text.sync_detailed(client=citizen, body=text)).category
assert category is not None and category.value == "交通运输"

# Bytes are sent as they are: the hotline knows its own model again.
model = File(payload=BytesIO(Path(os.environ["MODEL"]).read_bytes()))
known = upload_model.sync_detailed(client=admin, body=model)
assert known.status_code == 409 and isinstance(known.parsed, Problem), known
assert known.parsed.code == "already_exists"
print("the tour in Python: done")
