import type { Schemas } from "minsheng-client";
import { consent, isOffered, learn } from "../../lib/consent";
import { citizen, explain, reporter } from "../../lib/hotline";
import { codeOf, look, unfollow } from "../../lib/store";
import { grouped, moment } from "../../lib/text";
import { fill } from "../../lib/words";

/** What a reporter may do, in the order of the buttons. */
const ACTIONS = ["rate", "supply_info", "supplement", "urge", "reopen", "withdraw"] as const;
type Act = (typeof ACTIONS)[number];
/** What somebody who looks at a ticket still waits for. */
const OCCASIONS = ["progressed", "answered", "closed"] as const;
const SATISFACTIONS = ["satisfied", "basically_satisfied", "dissatisfied"] as const;

Component({
  data: {
    ...look(),
    id: "",
    number: "",
    ticket: null as Schemas["TicketView"] | null,
    emergency: null as Schemas["EmergencyNotice"] | null,
    calls: [] as { number: string; text: string }[],
    due: "",
    actions: [] as { id: Act; text: string }[],
    satisfactions: [] as { id: Schemas["Satisfaction"]; text: string }[],
    timeline: [] as { seq: number; at: string; label: string; who: string; public: string }[],
    follows: false,
    asks: false,
    told: false,
    doing: "" as Act | "",
    doingText: "",
    text: "",
    resolved: null as boolean | null,
    satisfaction: null as Schemas["Satisfaction"] | null,
    sending: false,
    fault: "",
    actFault: "",
  },
  methods: {
    onLoad({ id }: { id?: string }) {
      this.setData({ id: id ?? "", number: grouped(id ?? "") });
      void this.load();
      void this.offer();
    },
    async onPullDownRefresh() {
      await this.load();
      wx.stopPullDownRefresh();
    },
    relook() {
      this.setData(look());
      // Labels come from the hotline in the language that it is asked in.
      void this.load();
    },
    async load() {
      try {
        this.show(await (await reporter(this.data.id)).tickets.read(this.data.id));
      } catch (error) {
        this.setData({ fault: explain(error) });
      }
    },
    /** Whether there is anything to be told of: only whoever handed a ticket in as themselves can be told through WeChat. */
    async offer() {
      await learn();
      if (!isOffered(OCCASIONS)) return;
      const client = await citizen();
      if (client.options.token === undefined) return;
      const own = await client.tickets.read(this.data.id, { retries: 1 }).catch(() => undefined);
      this.setData({ asks: own !== undefined && !own.closed_at });
    },
    /** Once more, for each yes is good for one message. */
    async tell() {
      const { id } = this.data;
      if (!(await consent(OCCASIONS))) return;
      try {
        await (await citizen()).put("/v1/tickets/{id}/reporter", { path: { id }, body: { messages: "wechat" } });
        this.setData({ told: true });
      } catch (error) {
        this.setData({ fault: explain(error) });
      }
    },
    show(ticket: Schemas["TicketView"]) {
      const { w } = this.data;
      const due = ticket.deadline.due_at;
      this.setData({
        ticket,
        fault: "",
        emergency: ticket.emergency ?? null,
        calls: (ticket.emergency?.call ?? []).map((number) => ({ number, text: fill(w.call, number) })),
        due: due && !ticket.closed_at ? fill(w.due, moment(due, w)) : "",
        follows: codeOf(ticket.id) !== undefined,
        actions: ACTIONS.filter((act) => ticket.allowed_actions.includes(act)).map((id) => ({ id, text: w[id] })),
        satisfactions: SATISFACTIONS.map((id) => ({ id, text: w[id] })),
        timeline: [...ticket.timeline].reverse().map((event) => ({
          seq: event.seq,
          at: moment(event.at, w),
          label: event.label,
          who: event.lead?.name ?? event.department?.name ?? "",
          public: event.public ?? "",
        })),
      });
    },
    choose({ currentTarget }: { currentTarget: { dataset: { action: Act } } }) {
      const doing = currentTarget.dataset.action;
      this.setData({ doing, doingText: this.data.w[doing], text: "", actFault: "", resolved: null, satisfaction: null });
    },
    leave() {
      this.setData({ doing: "", actFault: "" });
    },
    onText({ detail }: { detail: { value: string } }) {
      this.setData({ text: detail.value });
    },
    solved() {
      this.setData({ resolved: true });
    },
    unsolved() {
      this.setData({ resolved: false });
    },
    onSatisfaction({ currentTarget }: { currentTarget: { dataset: { id: Schemas["Satisfaction"] } } }) {
      this.setData({ satisfaction: currentTarget.dataset.id });
    },
    call({ currentTarget }: { currentTarget: { dataset: { number: string } } }) {
      wx.makePhoneCall({ phoneNumber: currentTarget.dataset.number, fail: () => undefined });
    },

    async act() {
      const { doing, id, text, resolved, satisfaction, sending, w } = this.data;
      if (!doing || sending) return;
      const said = text.trim();
      if (doing === "rate" && (resolved === null || satisfaction === null)) return this.setData({ actFault: w.required });
      if (["supply_info", "supplement", "reopen"].includes(doing) && !said) return this.setData({ actFault: w.textHint });
      this.setData({ sending: true, actFault: "" });
      try {
        const client = await reporter(id);
        const ticket =
          doing === "rate" && resolved !== null && satisfaction !== null
            ? await client.tickets.rate(id, { resolved, satisfaction, ...(said ? { comment: said } : {}) })
            : await client.tickets.act(id, update(doing, said));
        this.setData({ sending: false, doing: "" });
        this.show(ticket);
        wx.showToast({ title: w.done, icon: "success" });
      } catch (error) {
        this.setData({ sending: false, actFault: explain(error) });
      }
    },
    unfollow() {
      unfollow(this.data.id);
      this.setData({ follows: false });
      wx.navigateBack({ fail: () => undefined });
    },
  },
});

export function update(act: Act, said: string): Schemas["UpdateRequest"] {
  if (act === "reopen") return { action: "reopen", reason: said };
  return { action: act, ...(said ? { public: said } : {}) };
}
