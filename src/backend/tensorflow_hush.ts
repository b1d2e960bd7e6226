/** Keeps native code's chatter off standard error while it loads. */

const LIBC: Readonly<Record<string, string>> = { linux: "libc.so.6", darwin: "libSystem.dylib" };

/**
 * Runs something with the process's standard error closed to native code.
 *
 * TensorFlow greets with lines that no setting of its own turns off. This points file descriptor 2 elsewhere for as
 * long as `work` runs; where that is not possible, the lines appear.
 *
 * @param work what to run
 * @returns what it returned
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
