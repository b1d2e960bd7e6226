/** The graphics adapter for WebGPU. */

/** A graphics adapter. */
export interface Adapter {
  readonly description: string;
  /** Whether it is software Vulkan or the like: correct, but slower than wasm. */
  readonly software: boolean;
}

/** Says that WebGPU would run without a graphics card. */
export const softwareNotice = ({ description }: Adapter): string =>
  `WebGPU runs on a software device here (${description}), which is much slower than --backend wasm.`;

/**
 * Looks for a graphics adapter.
 *
 * @returns undefined if there is none
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

/**
 * Requests an adapter. Where XDG_RUNTIME_DIR is not set, as without a desktop, sets it meanwhile: otherwise
 * Mesa complains on standard error.
 */
async function requestAdapter(): Promise<GPUAdapter | null> {
  const missing = Deno.build.os === "linux" && Deno.env.get("XDG_RUNTIME_DIR") === undefined;
  if (missing) Deno.env.set("XDG_RUNTIME_DIR", "/");
  try {
    return await globalThis.navigator?.gpu?.requestAdapter({ powerPreference: "high-performance" }) ?? null;
  } finally {
    if (missing) Deno.env.delete("XDG_RUNTIME_DIR");
  }
}
