import type { Words } from "./words";

/** 20261126000042 as people read it aloud. */
export const grouped = (id: string): string => id.replace(/^(\d{4})(\d{4})(\d+)$/, "$1 $2 $3");

const DAYS = { zh: ["周日", "周一", "周二", "周三", "周四", "周五", "周六"], en: ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] };
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** 11月30日（周一）17:30, by the hotline's own clock, whatever the phone's is. */
export function moment(time: string, w: Pick<Words, "code">): string {
  const parts = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}:\d{2})/.exec(time);
  if (!parts) return time;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const weekday = DAYS[w.code][new Date(Date.UTC(year, month - 1, day)).getUTCDay()] ?? "";
  const clock = parts[4] ?? "";
  return w.code === "zh" ? `${month}月${day}日（${weekday}）${clock}` : `${weekday} ${day} ${MONTHS[month - 1] ?? ""}, ${clock}`;
}

/** Markdown and marked excerpts as plain lines; a page shows text and never somebody's HTML. */
export const plain = (text: string): string =>
  text
    .replace(/<[^>]*>/g, "")
    .replace(/^#{1,6}\s+/gm, "")
    .replace(/\*\*([^*]+)\*\*/g, "$1")
    .replace(/\[([^\]]+)\]\(([^)]+)\)/g, "$1（$2）")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, "&");
