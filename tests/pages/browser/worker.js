fetch("FORBIDDEN/25-worker", {mode: "no-cors"}).catch(() => 0);
try { importScripts("FORBIDDEN/26-imported.js"); } catch (problem) { console.log(problem); }
