import { onNotice } from "../src/notices.ts";

/** Collects the notices of some work. */
export async function noticesOf(work: () => Promise<void>): Promise<string[]> {
  const heard: string[] = [], stop = onNotice((text) => void heard.push(text));
  try {
    await work();
  } finally {
    stop();
  }
  return heard;
}
