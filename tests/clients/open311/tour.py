"""Published clients of Open311 GeoReport v2 on the hotline: `three`, which most programs in Python use, and `georeport`,
which is maintained; and an exchange of updates as FixMyStreet does it."""

import datetime
import itertools
import os
import uuid

import requests
import xmltodict

# `three` is of a time when this was a function of its own.
itertools.ifilter = filter

from georeport import GeoReport  # noqa: E402
from three import Three  # noqa: E402

URL = os.environ["URL"]
ENDPOINT = f"{URL}/open311/v2"
JURISDICTION = "changsha.gov.cn"
LAMPS = "0102"


def key():
    made = requests.post(
        f"{URL}/v1/keys",
        headers={"Authorization": f"Bearer {os.environ['TOKEN']}"},
        json={"name": "clients", "scopes": ["tickets:write", "tickets:read"]},
    )
    made.raise_for_status()
    return made.json()["key"]


KEY = key()


def with_three():
    client = Three(f"{ENDPOINT}/", api_key=KEY, jurisdiction=JURISDICTION)
    found = client.discovery()
    assert found["endpoints"][0]["url"] == ENDPOINT, found
    services = client.services()
    assert any(service["service_code"] == LAMPS for service in services)
    definition = client.services(LAMPS)
    assert [one["code"] for one in definition["attributes"]][:2] == ["kind", "reply_wanted"], definition
    made = client.post(
        LAMPS,
        address="岳麓区麓山南路1号",
        lat=28.2,
        long=112.93,
        name="Ann Lee",
        phone="13900139000",
        description="路灯坏了三天了",
        **{"attribute[reply_wanted]": "yes"},
    )
    assert client.post_response.status_code == 200, made
    number = made[0]["service_request_id"]
    assert len(number) == 14 and made[0]["service_notice"] is not None, made
    [shown] = client.request(number)
    assert shown["description"] == "路灯坏了三天了" and shown["lat"] == 28.2, shown
    assert "13900139000" not in str(shown) and "Lee" not in str(shown)
    assert client.token(number) == [{"service_request_id": number, "token": number}]
    today = datetime.date.today()
    span = [today - datetime.timedelta(days=30), today + datetime.timedelta(days=2)]
    listed = client.requests(LAMPS, between=span, status="open", count=10)
    assert number in [one["service_request_id"] for one in listed], listed
    refused = client.post("9999", address="x", description="x")
    assert refused[0]["code"] == 404, refused
    stranger = Three(f"{ENDPOINT}/", api_key="wrong")
    assert stranger.post(LAMPS, address="x", description="x")[0]["code"] == 403
    elsewhere = Three(f"{ENDPOINT}/", jurisdiction="elsewhere")
    assert elsewhere.services()[0]["code"] == 404
    return number


def with_georeport(number):
    for form in ["json", "xml"]:
        client = GeoReport(ENDPOINT, jurisdiction=JURISDICTION, api_key=KEY, output_format=form)
        services = client.get_service_list()
        assert len(services) == 134, len(services)
        definition = client.get_service_definition(LAMPS)
        assert "kind" in str(definition), definition
        shown = client.get_service_request(number)
        assert shown["service_request_id"] == number and shown["status"] == "open", shown
        listed = client.get_service_requests(service_code=LAMPS, status="open")
        assert number in str(listed), listed


def as_fixmystreet(number):
    """Posts an update in the form, reads all of them as XML, and knows its own again."""
    update = {
        "jurisdiction_id": JURISDICTION,
        "api_key": KEY,
        "update_id": str(uuid.uuid4()),
        "updated_datetime": datetime.datetime.now(datetime.timezone.utc).isoformat(),
        "service_request_id": number,
        "service_request_id_ext": "77",
        "status": "OPEN",
        "email": "ann@example.com",
        "last_name": "Lee",
        "description": "又灭了两盏",
        "public_anonymity_required": "TRUE",
    }

    def post():
        answer = requests.post(f"{ENDPOINT}/servicerequestupdates.xml", data=update)
        answer.raise_for_status()
        return xmltodict.parse(answer.content)["service_request_updates"]["request_update"]["update_id"]

    ours = post()
    assert ours == post(), "sent twice, made once"
    answer = requests.get(f"{ENDPOINT}/servicerequestupdates.xml", params={"jurisdiction_id": JURISDICTION})
    answer.raise_for_status()
    found = xmltodict.parse(answer.content, force_list=["request_update"])["service_request_updates"]["request_update"]
    [own] = [one for one in found if one["update_id"] == ours]
    assert own["service_request_id"] == number and own["description"].startswith("又灭了两盏"), own
    assert "Lee" not in answer.text and "ann@" not in answer.text


number = with_three()
with_georeport(number)
as_fixmystreet(number)
print(f"three, georeport and an exchange of updates: request {number}")
