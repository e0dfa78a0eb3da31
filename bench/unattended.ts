/** What a training needs that nobody watches, stops or goes on with. */

export const unattended = {
  control: { stopRequested: false, pauseRequested: false, whilePaused: () => Promise.resolve() },
  clock: () => performance.now(),
  memoryBytes: () => process.memoryUsage.rss(),
  resumeFrom: null,
  stopAfterEpochs: null,
  checkpointSeconds: 1e9,
  saveCheckpoint: () => Promise.resolve({ file: 'none', sha256: '', bytes: 0 }),
  mayTryLastSave: () => Promise.resolve(false),
} as const;
