import type { Schemas } from "minsheng-client";
import { anybody } from "./hotline";

type Occasion = Schemas["Occasion"];

/** WeChat asks for so many templates at once. */
const MOST = 3;

let offered: Schemas["WeChatTemplateView"][] = [];

/** As if the mini-program had just been opened. */
export function forget(): void {
  offered = [];
}

/** What the hotline can tell people of through WeChat: learnt before anybody is asked, for WeChat wants the question within the tap. */
export async function learn(): Promise<void> {
  try {
    offered = (await anybody().get("/v1/messages/wechat")).data.items;
  } catch {
    // Nobody is asked for what may not be there; what was known before is known still.
  }
}

const templates = (occasions: readonly Occasion[]): string[] =>
  [...new Set(offered.filter(({ occasion }) => occasions.includes(occasion)).map(({ template_id }) => template_id))].slice(0, MOST);

export const isOffered = (occasions: readonly Occasion[]): boolean => templates(occasions).length > 0;

/** Whether the citizen wants to be told of any of these. Called in a tap, before anything is waited for; each yes is good for one message. */
export function consent(occasions: readonly Occasion[]): Promise<boolean> {
  const tmplIds = templates(occasions);
  // Older versions of WeChat have no such question.
  if (!tmplIds.length || typeof wx.requestSubscribeMessage !== "function") return Promise.resolve(false);
  return new Promise((resolve) =>
    wx.requestSubscribeMessage({
      tmplIds,
      success: (result) => resolve(tmplIds.some((id) => (result as unknown as Record<string, unknown>)[id] === "accept")),
      // Who says no, or has turned it off, goes on without.
      fail: () => resolve(false),
    }),
  );
}
