#!/usr/bin/env python3
"""Hands requests of one hotline to another over Open311, and brings back what becomes of them.

Run it as often as you like, from cron for instance: every step carries a key or a number of its own, so nothing is handed
over twice, and nothing comes back twice. It speaks nothing but GeoReport v2 and the extensions of docs/OPEN311.md, so either
side may be another system that does.

    FROM_URL, FROM_KEY   the hotline that hands over, and a key of it: updates come back to what this key handed in there
    TO_URL, TO_KEY       the one that takes, likewise with `tickets:write`
    SERVICES             codes of the services that the other one is responsible for, with commas between
    STATE                a file that remembers; without it all of the last 90 days is looked at anew, to no harm
"""

import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request

TIMEOUT = 30


class Door:
    """The Open311 door of a hotline."""

    def __init__(self, url, key):
        self.url, self.key = url.rstrip("/") + "/open311/v2", key

    def get(self, path, **query):
        return self._send(f"{self.url}/{path}.json?{urllib.parse.urlencode(query)}")

    def post(self, path, form, **headers):
        body = urllib.parse.urlencode({name: value for name, value in form.items() if value not in (None, "")})
        return self._send(f"{self.url}/{path}.json", body.encode(), headers)

    def _send(self, url, body=None, headers=()):
        request = urllib.request.Request(url, body, {"X-API-Key": self.key, **dict(headers)})
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
            return json.load(answer)


def told(error):
    """What the other side says is wrong."""
    try:
        return "; ".join(one["description"] for one in json.load(error))
    except (ValueError, KeyError, TypeError):
        return error.reason


def hand_over(ours, theirs, services, state):
    """Requests of these services that are open and public: each becomes one of the other hotline's."""
    for request in ours.get("requests", service_code=services, status="open"):
        number = request["service_request_id"]
        if number in state or not request.get("description"):
            continue
        form = {name: request.get(name) for name in ("service_code", "description", "lat", "long", "media_url")}
        form["address_string"] = request.get("address")
        try:
            made = theirs.post("requests", form, **{"Idempotency-Key": f"exchange-{number}"})
        except urllib.error.HTTPError as error:
            if error.code >= 500 or error.code == 429:
                raise
            print(f"{number} is not taken: {told(error)}", file=sys.stderr)
            continue
        state[number] = {"theirs": made[0]["service_request_id"], "seen": []}
        print(f"{number} is {state[number]['theirs']} there")


def bring_back(ours, theirs, state):
    """What became of them there becomes an update here."""
    numbers = {entry["theirs"]: number for number, entry in state.items() if not entry.get("over")}
    numbered = list(numbers)
    for part in (numbered[place : place + 50] for place in range(0, len(numbered), 50)):
        for update in theirs.get("servicerequestupdates", service_request_id=",".join(part)):
            number = numbers[update["service_request_id"]]
            entry, name = state[number], update["update_id"]
            if name in entry["seen"] or entry.get("over"):
                continue
            form = {"service_request_id": number, "update_id": f"exchange-{name}"}
            form |= {field: update.get(field) for field in ("status", "updated_datetime", "description", "media_url")}
            try:
                ours.post("servicerequestupdates", form)
            except urllib.error.HTTPError as error:
                if error.code >= 500 or error.code == 429:
                    raise
                # It was ended here, or is none that this key handed in, or has had its ten of the day.
                print(f"{number}: update {name} is not taken: {told(error)}", file=sys.stderr)
                entry["over"] = error.code == 404
                continue
            entry["seen"].append(name)
            print(f"{number}: {update['status']}: {update['description']}")


def main():
    ours = Door(os.environ["FROM_URL"], os.environ["FROM_KEY"])
    theirs = Door(os.environ["TO_URL"], os.environ["TO_KEY"])
    path = os.environ.get("STATE", "exchange.json")
    try:
        with open(path, encoding="utf-8") as file:
            state = json.load(file)
    except FileNotFoundError:
        state = {}
    try:
        hand_over(ours, theirs, os.environ["SERVICES"], state)
        bring_back(ours, theirs, state)
    finally:
        # Whatever broke off, what was done is remembered, whole or not at all.
        with open(path + ".new", "w", encoding="utf-8") as file:
            json.dump(state, file, ensure_ascii=False, indent=1)
        os.replace(path + ".new", path)


if __name__ == "__main__":
    main()
