"use strict";
document.getElementById("copy")?.addEventListener("click", async event => {
  const line = document.getElementById("replay"), button = event.currentTarget;
  try {
    await navigator.clipboard.writeText(line.textContent);
    button.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(line);
    button.textContent = document.execCommand("copy") ? "Copied" : "Selected";
  }
  setTimeout(() => { button.textContent = "Copy"; }, 2000);
});
