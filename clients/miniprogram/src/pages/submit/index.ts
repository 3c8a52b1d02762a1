import { isProblem, type Schemas, wxFile } from "minsheng-client";
import { config } from "../../lib/config";
import { consent, isOffered, learn } from "../../lib/consent";
import { anybody, citizen, explain, reporter } from "../../lib/hotline";
import { fromGcj } from "../../lib/place";
import { dropDraft, follow, keepDraft, look, readDraft, type Draft } from "../../lib/store";
import { grouped, moment, plain } from "../../lib/text";
import { fill, type Words } from "../../lib/words";

/** Milliseconds without a key pressed, after which the text is read. */
const PAUSE = 600;
/** Shorter texts say nothing yet. */
const SHORTEST = 6;
const MOST_PHOTOS = 9;
/** What somebody hears of first. */
const OCCASIONS = ["received", "assigned", "answered"] as const;

const KINDS: Record<Schemas["Kind"], [zh: string, en: string]> = {
  consultation: ["咨询", "Question"],
  help: ["求助", "Help"],
  complaint: ["投诉", "Complaint"],
  report: ["举报", "Report"],
  suggestion: ["建议", "Suggestion"],
  praise: ["表扬", "Praise"],
};

let pause: ReturnType<typeof setTimeout> | undefined;
/** Which of the texts was asked about last; what comes back for another is late. */
let asked = 0;

function texts(w: Words, { place, photos }: Pick<Draft, "place" | "photos">) {
  return {
    placeText: place ? fill(w.placeChange, place.address) : w.place,
    photoText: photos.length ? fill(w.photoCount, photos.length) : w.photo,
    kinds: Object.entries(KINDS).map(([id, [zh, en]]) => ({ id, text: w.code === "zh" ? zh : en })),
    calls: Object.fromEntries([...config.emergency, "120", "110", "119"].map((number) => [number, fill(w.call, number)])),
  };
}

/** What goes to the hotline. */
export function demand(draft: Draft): Schemas["SubmitRequest"] {
  const { name, phone, confidential, place, kind, told } = draft;
  const reporter = {
    ...(name.trim() ? { name: name.trim() } : {}),
    ...(phone.trim() ? { phone: phone.trim() } : {}),
    ...(confidential ? { confidential } : {}),
    ...(told ? { messages: "wechat" as const } : {}),
  };
  return {
    content: draft.content,
    channel: "miniprogram",
    ...(kind ? { kind } : {}),
    ...(Object.keys(reporter).length ? { reporter } : {}),
    ...(place ? { location: { address: place.address, ...fromGcj(place) } } : {}),
  };
}

Component({
  data: {
    ...look(),
    ...readDraft(),
    ...texts(look().w, readDraft()),
    emergency: config.emergency,
    understood: "",
    danger: false,
    answers: [] as { id: string; title: string; excerpt: string }[],
    faults: {} as { content?: string; phone?: string },
    fault: "",
    sending: false,
    receipt: null as Schemas["Receipt"] | null,
    number: "",
    due: "",
    progress: "",
    lost: "",
  },
  pageLifetimes: {
    show() {
      this.relook();
      void learn();
    },
  },
  lifetimes: {
    detached() {
      if (pause !== undefined) clearTimeout(pause);
    },
  },
  methods: {
    relook() {
      const now = look();
      const { receipt } = this.data;
      this.setData({
        ...now,
        ...texts(now.w, this.draft()),
        due: receipt?.due_at ? fill(now.w.answerBy, moment(receipt.due_at, now.w)) : "",
      });
      wx.setNavigationBarTitle({ title: now.w.tabs[0] ?? "" });
    },
    draft(): Draft {
      const { content, name, phone, confidential, place, photos, kind, told, key } = this.data;
      return { content, name, phone, confidential, place, photos, kind, told, key };
    },
    /** On the page and on the phone at once. */
    change(part: Partial<Draft>) {
      this.setData(part);
      const draft = this.draft();
      this.setData(texts(this.data.w, draft));
      keepDraft(draft);
    },

    onContent({ detail }: { detail: { value: string } }) {
      this.change({ content: detail.value });
      if (pause !== undefined) clearTimeout(pause);
      pause = setTimeout(() => void this.read(), PAUSE);
    },
    onName({ detail }: { detail: { value: string } }) {
      this.change({ name: detail.value });
    },
    onPhone({ detail }: { detail: { value: string } }) {
      this.change({ phone: detail.value });
    },
    onConfidential({ detail }: { detail: { value: boolean } }) {
      this.change({ confidential: detail.value });
    },
    onKind({ currentTarget }: { currentTarget: { dataset: { kind: Schemas["Kind"] } } }) {
      this.change({ kind: currentTarget.dataset.kind });
    },

    /** What the text is understood as, and what may help already. Without an answer the page is as it was. */
    async read() {
      const text = this.data.content.trim();
      const mine = ++asked;
      if (text.length < SHORTEST) return this.setData({ understood: "", danger: false, answers: [] });
      const body = { body: { text }, repeatable: true, retries: 1 } as const;
      const [classified, found] = await Promise.all([
        anybody().post("/v1/classify", body).catch(() => undefined),
        anybody().post("/v1/knowledge/suggest", body).catch(() => undefined),
      ]);
      if (mine !== asked || this.data.receipt) return;
      const { w } = this.data;
      const by = classified?.data.department?.name;
      const path = classified?.data.path.join(" › ") ?? "";
      this.setData({
        understood: path && by ? `${path} · ${fill(w.handledBy, by)}` : path,
        danger: classified?.data.urgency === "emergency",
        answers: (found?.data.items ?? []).slice(0, 3).map(({ id, title, excerpt }) => ({ id, title, excerpt: plain(excerpt) })),
      });
    },

    choosePlace() {
      wx.chooseLocation({
        success: ({ name, address, latitude, longitude }) =>
          this.change({ place: { address: [address, name].filter(Boolean).join(" ").slice(0, 200), lat: latitude, lon: longitude } }),
        // Whoever says no goes on without.
        fail: () => undefined,
      });
    },
    choosePhotos() {
      const { photos } = this.data;
      wx.chooseMedia({
        count: Math.max(1, MOST_PHOTOS - photos.length),
        mediaType: ["image"],
        sizeType: ["compressed"],
        success: ({ tempFiles }) =>
          this.change({ photos: [...photos, ...tempFiles.map(({ tempFilePath }) => tempFilePath)].slice(0, MOST_PHOTOS) }),
        fail: () => undefined,
      });
    },
    removePhoto({ currentTarget }: { currentTarget: { dataset: { path: string } } }) {
      this.change({ photos: this.data.photos.filter((path) => path !== currentTarget.dataset.path) });
    },
    call({ currentTarget }: { currentTarget: { dataset: { number: string } } }) {
      wx.makePhoneCall({ phoneNumber: currentTarget.dataset.number, fail: () => undefined });
    },
    openAnswer({ currentTarget }: { currentTarget: { dataset: { id: string } } }) {
      wx.setStorageSync("open-entry", currentTarget.dataset.id);
      wx.switchTab({ url: "/pages/knowledge/index" });
    },

    async submit() {
      if (this.data.sending || !this.data.content.trim()) return;
      this.setData({ sending: true, fault: "", faults: {} });
      // Within the tap, and once: whatever was said is part of what is tried again.
      const asked = this.data.told === null && isOffered(OCCASIONS) ? consent(OCCASIONS) : undefined;
      try {
        const told = await asked;
        const client = await citizen();
        // Who is not known to the hotline cannot be told through WeChat.
        if (told !== undefined) this.change({ told: told && client.options.token !== undefined });
        const body = demand(this.draft());
        // The key is kept before anything is sent: whoever tries again after a crash hands in the same demand, once.
        const of = JSON.stringify(body);
        const key = this.data.key?.of === of ? this.data.key.key : await client.newKey();
        this.change({ key: { of, key } });
        const receipt = await client.tickets.submit(body, { idempotencyKey: key });
        follow({ id: receipt.id, code: receipt.query_code, subject: body.content.slice(0, 30) });
        dropDraft();
        const { w } = this.data;
        this.setData({
          receipt,
          number: grouped(receipt.id),
          due: receipt.due_at ? fill(w.answerBy, moment(receipt.due_at, w)) : "",
          sending: false,
        });
        await this.sendPhotos();
      } catch (error) {
        const faults = {
          ...(isProblem(error) && error.field("/content") ? { content: error.field("/content")?.detail ?? "" } : {}),
          ...(isProblem(error) && error.field("/reporter/phone") ? { phone: error.field("/reporter/phone")?.detail ?? "" } : {}),
        };
        this.setData({ sending: false, faults, fault: explain(error) });
      }
    },

    /** One after the other; what does not arrive can be tried again, and the demand is handed in whatever comes of it. */
    async sendPhotos() {
      const { receipt, photos, w } = this.data;
      if (!receipt || !photos.length) return;
      this.setData({ lost: "" });
      const client = await reporter(receipt.id);
      const left: string[] = [];
      for (const [at, path] of photos.entries()) {
        try {
          const type = /\.png$/i.test(path) ? "png" : "jpeg";
          await client.tickets.attach(receipt.id, await wxFile(wx, path, `image/${type}`), {
            name: `photo-${at + 1}.${type}`,
            onProgress: (sent, total) =>
              this.setData({ progress: fill(w.uploading, Math.round((100 * (at + sent / total)) / photos.length)) }),
          });
        } catch {
          left.push(path);
        }
      }
      this.setData({ progress: "", photos: left, lost: left.length ? fill(w.photosLost, left.length) : "" });
    },

    copy({ currentTarget }: { currentTarget: { dataset: { text: string } } }) {
      wx.setClipboardData({ data: currentTarget.dataset.text });
    },
    track() {
      const id = this.data.receipt?.id;
      if (id) wx.navigateTo({ url: `/pages/ticket/index?id=${id}` });
    },
    another() {
      const draft = readDraft();
      this.setData({ ...draft, ...texts(this.data.w, draft), receipt: null, understood: "", danger: false, answers: [], lost: "" });
    },
  },
});
