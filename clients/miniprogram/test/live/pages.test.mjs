// The pages on the hotline as it was built: `cargo xtask packages` starts it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fresh, lib, network, page, settled, text } from "../stage.mjs";

const URL = process.env.URL;
assert.ok(URL, "URL is not set: cargo xtask packages sets it");
lib("config").config.baseUrl = URL;
network.answer = async ({ url, method, header, data }) => {
  const response = await fetch(url, { method, headers: header, body: data });
  return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
};

test("a demand is written, understood, handed in, added to, urged and withdrawn", async () => {
  fresh();
  const shown = await page("submit");
  shown.instance.onContent({ detail: { value: "小区路灯坏了三天了，晚上出行不安全" } });
  await settled(() => shown.data.understood);
  assert.match(shown.data.understood, /城乡建设/);
  shown.instance.choosePlace();
  await settled(() => shown.data.place);
  await shown.instance.submit();
  const { receipt, fault } = shown.data;
  assert.ok(receipt, fault);

  const ticket = await page("ticket", { id: receipt.id });
  await settled(() => ticket.data.ticket);
  assert.equal(ticket.data.ticket.channel, "miniprogram");
  const act = async (action, said = "") => {
    ticket.instance.choose({ currentTarget: { dataset: { action } } });
    ticket.instance.onText({ detail: { value: said } });
    await ticket.instance.act();
    assert.equal(ticket.data.actFault, "", action);
  };
  await act("supplement", "是三号楼前面的两盏。");
  await act("urge");
  await settled();
  assert.match(text(ticket), /是三号楼前面的两盏。/);
  await act("withdraw");
  assert.equal(ticket.data.ticket.state, "withdrawn");

  const mine = await page("tickets");
  await settled(() => mine.data.tickets[0]?.state);
  assert.match(text(mine), /已撤回/);
});

test("notices and the knowledge base are read", async () => {
  fresh();
  for (const name of ["notices", "knowledge"]) {
    const shown = await page(name);
    await settled(() => shown.data.loaded);
    assert.equal(shown.data.fault, "");
  }
});
