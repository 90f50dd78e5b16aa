/** Exit codes of every worker and of the app. A parent decides by them whether a restart can help. */

/** The process ended cleanly. */
export const EXIT_IN_ORDER = 0;
/** It failed. A restart may help. */
export const EXIT_FAILED = 1;
/** A mistake that a restart cannot fix, such as an option, the configuration or a taken port. */
export const EXIT_SETUP = 2;
