import type { Schemas } from "minsheng-client";
import { anybody, explain } from "../../lib/hotline";
import { look } from "../../lib/store";
import { moment, plain } from "../../lib/text";
import type { Words } from "../../lib/words";

const row = (notice: Schemas["NoticeView"], w: Words) => ({
  id: notice.id,
  title: notice.title,
  body: plain(notice.body),
  category: notice.category_name,
  urgent: notice.category === "emergency" || notice.pinned,
  at: moment(notice.publish_at, w),
});

Component({
  data: { ...look(), notices: [] as ReturnType<typeof row>[], next: null as string | null, open: "", loaded: false, fault: "" },
  pageLifetimes: {
    show() {
      this.relook();
    },
  },
  methods: {
    relook() {
      const now = look();
      this.setData(now);
      wx.setNavigationBarTitle({ title: now.w.tabs[2] ?? "" });
      void this.load();
    },
    async onPullDownRefresh() {
      await this.load();
      wx.stopPullDownRefresh();
    },
    async load(cursor?: string) {
      try {
        const { data } = await anybody().get("/v1/notices", { query: { limit: 20, ...(cursor ? { cursor } : {}) } });
        const rows = data.items.map((notice) => row(notice, this.data.w));
        this.setData({ notices: cursor ? [...this.data.notices, ...rows] : rows, next: data.next, loaded: true, fault: "" });
      } catch (error) {
        this.setData({ fault: explain(error) });
      }
    },
    more() {
      void this.load(this.data.next ?? undefined);
    },
    toggle({ currentTarget }: { currentTarget: { dataset: { id: string } } }) {
      const { id } = currentTarget.dataset;
      this.setData({ open: this.data.open === id ? "" : id });
    },
  },
});
