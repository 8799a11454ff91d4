/**
 * Required before each measured process: notes what it cost when it ends. CPU in ms, peak memory in MiB. CommonJS,
 * because loading one module by `--import` costs more than all of `node -e 0`.
 */
const { writeFileSync } = require('node:fs');

process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  writeFileSync(
    process.env.EDA_USAGE,
    JSON.stringify({ cpu: (userCPUTime + systemCPUTime) / 1000, rss: maxRSS / 1024 }),
  );
});
