import { anybody, citizen, explain } from "../../lib/hotline";
import { look } from "../../lib/store";
import { moment, plain } from "../../lib/text";
import { fill, type Words } from "../../lib/words";

/** What of a survey is shown. */
interface Survey {
  id: string;
  state: string;
  title: string;
  title_en?: string | null;
  intro?: string | null;
  intro_en?: string | null;
  closes_at: string;
  questions: {
    id: string;
    kind: "one" | "several" | "scale" | "text";
    text: string;
    text_en?: string | null;
    required: boolean;
    options?: { text: string; text_en?: string | null }[];
    most?: number | null;
    highest?: number | null;
  }[];
}

/** Choices by question, their places from 1 on, and own words. */
type Said = Record<string, { choices: number[]; text: string }>;

const EMPTY = { choices: [], text: "" };

const told = (w: Words, zh: string, en: string | null | undefined): string => (w.code === "en" && en ? en : zh);

/** The questions as they are drawn. */
export function drawn(survey: Survey, said: Said, w: Words, missing: readonly string[] = []) {
  return survey.questions.map((question) => {
    const { choices, text } = said[question.id] ?? EMPTY;
    const scale = Array.from({ length: question.kind === "scale" ? (question.highest ?? 0) : 0 }, (_, at) => String(at + 1));
    const options = question.kind === "scale" ? scale : (question.options ?? []).map((option) => told(w, option.text, option.text_en));
    return {
      id: question.id,
      text: told(w, question.text, question.text_en),
      options: options.map((text, at) => ({ choice: at + 1, text, chosen: choices.includes(at + 1) })),
      said: text,
      missing: missing.includes(question.id),
    };
  });
}

/** Another choice of one of several, as many as there may be; of one alone it takes the other's place. */
export function chosen(question: Pick<Survey["questions"][number], "kind" | "most">, choices: number[], choice: number): number[] {
  if (choices.includes(choice)) return choices.filter((one) => one !== choice);
  if (question.kind !== "several") return [choice];
  return choices.length >= (question.most ?? Infinity) ? choices : [...choices, choice].sort((a, b) => a - b);
}

/** What is still to be answered, and what goes to the hotline. */
export function answers(survey: Survey, said: Said) {
  const of = (id: string) => said[id] ?? EMPTY;
  const given = (id: string) => of(id).choices.length > 0 || of(id).text.trim() !== "";
  return {
    missing: survey.questions.filter(({ id, required }) => required && !given(id)).map(({ id }) => id),
    answers: survey.questions
      .filter(({ id }) => given(id))
      .map(({ id, kind }) => ({ question: id, ...(kind === "text" ? { text: of(id).text.trim() } : { choices: of(id).choices }) })),
  };
}

Component({
  data: {
    ...look(),
    surveys: [] as { id: string; title: string; until: string }[],
    current: "",
    survey: null as Survey | null,
    said: {} as Said,
    intro: "",
    questions: [] as ReturnType<typeof drawn>,
    loaded: false,
    thanks: false,
    sending: false,
    fault: "",
  },
  pageLifetimes: {
    show() {
      this.relook();
    },
  },
  methods: {
    relook() {
      const now = look();
      this.setData(now);
      wx.setNavigationBarTitle({ title: now.w.tabs[4] ?? "" });
      if (this.data.survey) this.draw();
      void this.load();
    },
    async onPullDownRefresh() {
      await this.load();
      wx.stopPullDownRefresh();
    },
    async load() {
      try {
        const { data } = await anybody().call<{ items: Survey[] }>("get", "/v1/surveys", { query: { limit: 50 } });
        const { w } = this.data;
        const open = data.items.filter(({ state }) => state === "open");
        this.setData({
          surveys: open.map(({ id, title, title_en, closes_at }) => ({ id, title: told(w, title, title_en), until: fill(w.until, moment(closes_at, w)) })),
          loaded: true,
          fault: "",
        });
      } catch (error) {
        this.setData({ fault: explain(error) });
      }
    },
    async open({ currentTarget }: { currentTarget: { dataset: { id: string } } }) {
      const { id } = currentTarget.dataset;
      if (id === this.data.current) return this.setData({ current: "", survey: null });
      try {
        const { data } = await anybody().call<Survey>("get", "/v1/surveys/{id}", { path: { id } });
        this.setData({ current: id, survey: data, said: {}, thanks: false, fault: "" });
        this.draw();
      } catch (error) {
        this.setData({ fault: explain(error) });
      }
    },
    draw(missing: readonly string[] = []) {
      const { survey, said, w } = this.data;
      if (!survey) return;
      this.setData({ questions: drawn(survey, said, w, missing), intro: plain(told(w, survey.intro ?? "", survey.intro_en)) });
    },
    choose({ currentTarget }: { currentTarget: { dataset: { question: string; choice: number } } }) {
      const { question: id, choice } = currentTarget.dataset;
      const question = this.data.survey?.questions.find((one) => one.id === id);
      if (!question) return;
      const { choices, text } = this.data.said[id] ?? EMPTY;
      this.setData({ said: { ...this.data.said, [id]: { choices: chosen(question, choices, choice), text } } });
      this.draw();
    },
    onText({ currentTarget, detail }: { currentTarget: { dataset: { question: string } }; detail: { value: string } }) {
      this.setData({ said: { ...this.data.said, [currentTarget.dataset.question]: { choices: [], text: detail.value } } });
    },
    async send() {
      const { survey, said, sending } = this.data;
      if (!survey || sending) return;
      const { missing, answers: body } = answers(survey, said);
      if (missing.length) return this.draw(missing);
      this.setData({ sending: true, fault: "" });
      try {
        const client = await citizen();
        await client.call("post", "/v1/surveys/{id}/answers", { path: { id: survey.id }, body: { answers: body } });
        this.setData({ sending: false, current: "", survey: null, said: {}, thanks: true });
      } catch (error) {
        this.setData({ sending: false, fault: explain(error) });
      }
    },
  },
});
