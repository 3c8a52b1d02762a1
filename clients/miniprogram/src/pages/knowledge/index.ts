import type { Schemas } from "minsheng-client";
import { anybody, explain } from "../../lib/hotline";
import { look } from "../../lib/store";
import { plain } from "../../lib/text";

const row = (entry: Schemas["EntryLine"]) => ({
  id: entry.id,
  title: entry.title,
  excerpt: plain(entry.highlight?.body ?? ""),
});

Component({
  data: {
    ...look(),
    q: "",
    entries: [] as ReturnType<typeof row>[],
    next: null as string | null,
    open: "",
    body: "",
    source: "",
    judged: false,
    loaded: false,
    fault: "",
  },
  pageLifetimes: {
    show() {
      const wanted: unknown = wx.getStorageSync("open-entry");
      wx.removeStorageSync("open-entry");
      this.relook();
      if (typeof wanted === "string" && wanted) void this.open(wanted);
    },
  },
  methods: {
    relook() {
      const now = look();
      this.setData(now);
      wx.setNavigationBarTitle({ title: now.w.tabs[3] ?? "" });
      if (!this.data.loaded) void this.load();
    },
    onQuery({ detail }: { detail: { value: string } }) {
      this.setData({ q: detail.value });
    },
    search() {
      this.setData({ open: "" });
      void this.load();
    },
    async load(cursor?: string) {
      try {
        const q = this.data.q.trim();
        const query = { limit: 20, ...(q ? { q } : {}), ...(cursor ? { cursor } : {}) };
        const { data } = await anybody().get("/v1/knowledge", { query });
        const rows = data.items.map(row);
        this.setData({ entries: cursor ? [...this.data.entries, ...rows] : rows, next: data.next, loaded: true, fault: "" });
      } catch (error) {
        this.setData({ fault: explain(error) });
      }
    },
    more() {
      void this.load(this.data.next ?? undefined);
    },
    toggle({ currentTarget }: { currentTarget: { dataset: { id: string } } }) {
      const { id } = currentTarget.dataset;
      if (id === this.data.open) this.setData({ open: "" });
      else void this.open(id);
    },
    async open(id: string) {
      try {
        const { data } = await anybody().get("/v1/knowledge/{id}", { path: { id } });
        const { entries } = this.data;
        const there = entries.some((entry) => entry.id === id);
        this.setData({
          entries: there ? entries : [{ id, title: data.title, excerpt: "" }, ...entries],
          open: id,
          body: plain(data.body),
          source: [data.source, data.source_url].filter(Boolean).join(" "),
          judged: false,
          fault: "",
        });
      } catch (error) {
        this.setData({ fault: explain(error) });
      }
    },
    async judge({ currentTarget }: { currentTarget: { dataset: { helpful: boolean } } }) {
      const path = { id: this.data.open };
      this.setData({ judged: true });
      try {
        await anybody().post("/v1/knowledge/{id}/helpful", { path, body: { helpful: currentTarget.dataset.helpful } });
      } catch (error) {
        this.setData({ judged: false, fault: explain(error) });
      }
    },
  },
});
