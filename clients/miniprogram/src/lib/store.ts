// What the phone keeps: the draft, the tickets that are followed with their codes, and how the pages are to look.
import type { Schemas } from "minsheng-client";
import { words, type Words } from "./words";

export interface Place {
  address: string;
  lat: number;
  lon: number;
}

export interface Draft {
  content: string;
  name: string;
  phone: string;
  confidential: boolean;
  place: Place | null;
  photos: string[];
  kind: Schemas["Kind"] | null;
  /** Whether the citizen is to be told through WeChat; nothing until they were asked, which is once. */
  told: boolean | null;
  /** Belongs to what was last tried to be sent, so that it is handed in once. */
  key: { of: string; key: string } | null;
}

export interface Followed {
  id: string;
  code: string;
  subject: string;
}

const EMPTY: Draft = { content: "", name: "", phone: "", confidential: false, place: null, photos: [], kind: null, told: null, key: null };

/** What was kept, if it is of the form that this version writes. */
function kept<T>(name: string, fits: (value: unknown) => value is T, otherwise: T): T {
  const value: unknown = wx.getStorageSync(name);
  return fits(value) ? value : otherwise;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
const isList = (value: unknown): value is Followed[] =>
  Array.isArray(value) && value.every((one) => isObject(one) && typeof one.id === "string" && typeof one.code === "string");
const isDraft = (value: unknown): value is Draft =>
  isObject(value) && typeof value.content === "string" && Array.isArray(value.photos);

export const readDraft = (): Draft => ({ ...EMPTY, ...kept("draft", isDraft, EMPTY) });
export const keepDraft = (draft: Draft): void => wx.setStorageSync("draft", draft);
export const dropDraft = (): void => wx.removeStorageSync("draft");

export const followed = (): Followed[] => kept("followed", isList, []);
export function follow(ticket: Followed): void {
  wx.setStorageSync("followed", [ticket, ...followed().filter(({ id }) => id !== ticket.id)].slice(0, 200));
}
export function unfollow(ticket: string): void {
  wx.setStorageSync("followed", followed().filter(({ id }) => id !== ticket));
}
export const codeOf = (ticket: string): string | undefined => followed().find(({ id }) => id === ticket)?.code;

export interface Look {
  w: Words;
  large: boolean;
}

const isFlag = (value: unknown): value is boolean => typeof value === "boolean";
const isLanguage = (value: unknown): value is "zh" | "en" => value === "zh" || value === "en";

/** Chinese, unless the phone speaks English or somebody has chosen. */
export function language(): "zh" | "en" {
  return kept("language", isLanguage, /^en/i.test(wx.getAppBaseInfo().language) ? "en" : "zh");
}
export const look = (): Look => ({ w: words[language()], large: kept("large", isFlag, false) });
export const chooseLanguage = (choice: "zh" | "en"): void => wx.setStorageSync("language", choice);
export const chooseLarge = (large: boolean): void => wx.setStorageSync("large", large);

/** The names at the bottom, which no page draws. */
export function nameTabs(): void {
  look().w.tabs.forEach((text, index) => wx.setTabBarItem({ index, text, fail: () => undefined }));
}
