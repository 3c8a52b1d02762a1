import type { Schemas } from "minsheng-client";
import { anybody, citizen, explain } from "../../lib/hotline";
import { follow, followed, look } from "../../lib/store";
import { grouped, moment } from "../../lib/text";
import { fill, type Words } from "../../lib/words";

interface Row {
  id: string;
  number: string;
  subject: string;
  state: string;
  due: string;
  wanted: boolean;
}

const kept = (): Row[] =>
  followed().map(({ id, subject }) => ({ id, subject, number: grouped(id), state: "", due: "", wanted: false }));

const row = (ticket: Schemas["MyTicket"], w: Words): Row => ({
  id: ticket.id,
  number: grouped(ticket.id),
  subject: ticket.subject,
  state: ticket.state_label,
  due: ticket.due_at && !ticket.answered ? fill(w.due, moment(ticket.due_at, w)) : "",
  wanted: ticket.rating_wanted,
});

/** Those of the citizen first, then those that are followed by their codes; each once. */
const together = (own: Row[]): Row[] => [...own, ...kept().filter(({ id }) => !own.some((ticket) => ticket.id === id))];

Component({
  data: { ...look(), tickets: kept(), next: null as string | null, own: [] as Row[], fault: "", id: "", queryCode: "", followFault: "" },
  pageLifetimes: {
    show() {
      this.relook();
    },
  },
  methods: {
    relook() {
      const now = look();
      this.setData({ ...now, tickets: together(this.data.own) });
      wx.setNavigationBarTitle({ title: now.w.tabs[1] ?? "" });
      void this.load();
    },
    async onPullDownRefresh() {
      await this.load();
      wx.stopPullDownRefresh();
    },
    /** The states: of one's own in one list, of those that are followed one by one, the newest twenty. */
    async load(cursor?: string) {
      try {
        this.setData({ fault: "" });
        const { w } = this.data;
        const client = await citizen();
        let own = cursor ? this.data.own : [];
        if (client.options.token !== undefined) {
          const { data } = await client.get("/v1/my/tickets", { query: { limit: 20, ...(cursor ? { cursor } : {}) } });
          own = [...own, ...data.items.map((ticket) => row(ticket, w))];
          this.setData({ own, next: data.next });
        }
        const others = followed().filter(({ id }) => !own.some((ticket) => ticket.id === id));
        const read = await Promise.all(
          others.slice(0, 20).map(async ({ id, code, subject }) => {
            const ticket = await anybody().tickets.read(id, { queryCode: code, retries: 1 }).catch(() => undefined);
            if (!ticket) return undefined;
            return {
              id,
              number: grouped(id),
              subject: ticket.subject ?? subject,
              state: ticket.state_label,
              due: ticket.deadline.due_at && !ticket.closed_at ? fill(w.due, moment(ticket.deadline.due_at, w)) : "",
              wanted: ticket.allowed_actions.includes("rate"),
            } satisfies Row;
          }),
        );
        this.setData({ tickets: together(own).map((ticket) => read.find((one) => one?.id === ticket.id) ?? ticket) });
      } catch (error) {
        this.setData({ fault: explain(error) });
      }
    },
    more() {
      void this.load(this.data.next ?? undefined);
    },
    open({ currentTarget }: { currentTarget: { dataset: { id: string } } }) {
      wx.navigateTo({ url: `/pages/ticket/index?id=${currentTarget.dataset.id}` });
    },
    onId({ detail }: { detail: { value: string } }) {
      this.setData({ id: detail.value });
    },
    onCode({ detail }: { detail: { value: string } }) {
      this.setData({ queryCode: detail.value });
    },
    /** Kept only if the code opens it. */
    async follow() {
      const [id, code] = [this.data.id.replace(/\D/g, ""), this.data.queryCode.trim()];
      if (!id || !code) return;
      try {
        const ticket = await anybody().tickets.read(id, { queryCode: code });
        follow({ id, code, subject: ticket.subject ?? ticket.content.slice(0, 30) });
        this.setData({ id: "", queryCode: "", followFault: "", tickets: together(this.data.own) });
        await this.load();
      } catch (error) {
        this.setData({ followFault: explain(error) });
      }
    },
  },
});
