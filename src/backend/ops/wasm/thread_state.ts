/** The states of a thread, in memory that all threads see. */

/** It has not come up yet. */
export const STARTING = 0;
/** It waits for orders. */
export const IDLE = 1;
/** It has a list of calls to make. */
export const BUSY = 2;
/** A call failed: what it was to write is not there. */
export const FAILED = 3;
