/** The graphics adapter that WebGPU would run on. */

/** A graphics adapter. */
export interface Adapter {
  readonly description: string;
  /** True for software Vulkan and the like: correct, but slower than wasm. */
  readonly software: boolean;
}

/**
 * Looks for a graphics adapter.
 *
 * @returns undefined where there is none
 */
export async function findAdapter(): Promise<Adapter | undefined> {
  const adapter = await requestAdapter();
  if (!adapter) return undefined;
  const { vendor, architecture, device, description } = adapter.info;
  const words = [description, device, vendor, architecture].filter((word) => word !== "");
  const label = words[0] ?? "unnamed adapter";
  const software = adapter.info.isFallbackAdapter || /llvmpipe|lavapipe|swiftshader|software/i.test(label);
  return { description: label, software };
}

/** Asks for an adapter. Without a desktop, Mesa would complain about the missing variable on standard error. */
async function requestAdapter(): Promise<GPUAdapter | null> {
  const missing = Deno.build.os === "linux" && Deno.env.get("XDG_RUNTIME_DIR") === undefined;
  if (missing) Deno.env.set("XDG_RUNTIME_DIR", "/");
  try {
    return await globalThis.navigator?.gpu?.requestAdapter({ powerPreference: "high-performance" }) ?? null;
  } finally {
    if (missing) Deno.env.delete("XDG_RUNTIME_DIR");
  }
}
