/**
 * On a shared machine of CI a process may be kept waiting for longer than a test has patience: such a test, and no other,
 * has a second try there. What failed for another reason has failed; what passed only the second time is named at the end.
 */
export const retryLate =
  process.env.CI === undefined ? 0 : { count: 1, condition: /timed out|Waited in vain|not so within/ };
