/** Silencing native code's messages on standard error while it loads. */

const LIBC: Readonly<Record<string, string>> = { linux: "libc.so.6", darwin: "libSystem.dylib" };

/**
 * Runs a function while native code's standard error is silenced.
 *
 * TensorFlow prints lines on loading that none of its settings turns off. We redirect file descriptor 2 while
 * `work` runs; where that is not possible, the lines appear.
 *
 * @param work the function to run
 * @returns its result
 */
export function hush<T>(work: () => T): T {
  const restore = silence();
  try {
    return work();
  } finally {
    restore();
  }
}

function silence(): () => void {
  const name = LIBC[Deno.build.os];
  if (name === undefined) return () => {};
  try {
    const libc = Deno.dlopen(name, {
      dup: { parameters: ["i32"], result: "i32" },
      dup2: { parameters: ["i32", "i32"], result: "i32" },
      open: { parameters: ["buffer", "i32"], result: "i32" },
      close: { parameters: ["i32"], result: "i32" },
    });
    const { dup, dup2, open, close } = libc.symbols;
    const kept = dup(2), nowhere = open(new TextEncoder().encode("/dev/null\0"), 1);
    if (kept >= 0 && nowhere >= 0) dup2(nowhere, 2);
    return () => {
      if (kept >= 0) dup2(kept, 2);
      for (const descriptor of [kept, nowhere]) if (descriptor >= 0) close(descriptor);
      libc.close();
    };
  } catch {
    return () => {}; // another C library, or no permission
  }
}
