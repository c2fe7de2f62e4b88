/* Screens of a presentation: which blocks of a page stand together on a screen of a given height.
   A block is something that is not cut where it fits: a paragraph, a figure, a cell with its output, a box, a row, a line of code.
   `arrange` and `timetable` are arithmetic only; `measure` finds the blocks of a page. */
(function () {
  "use strict";

  const HEADING = "h2, h3, h4";
  /* Kept in one piece where they fit on a screen. */
  const WHOLE =
    ".top, .box, .cell, .cell_input, .cell_output, .output, figure, .table-wrapper, .overview, .formula, .sd-tab-set, pre, li, dd, .pager, " +
    ".pause-screen, p, dt, summary, tr, caption, h2, h3, h4";
  /* Cut only where they are higher than a screen by themselves, and then anywhere. */
  const LEAF = "p, dt, summary, tr, caption, h2, h3, h4, img, svg, .stage, form";
  const OPENING = `${HEADING}, .exercise, .solution, .playground, .keypoints, .pager, .pause-screen`;
  const CLOSING = ".solution, .pause-screen";
  const LAID_OUT = ".visually-hidden, .headerlink, .foot, .elapsed, .node, .copy";

  /* Share out blocks to screens, in order, each as full as possible.

     blocks: {top, bottom} in px of the page, and where they are true
       opens: a new screen begins here,
       keeps: belongs to the next block, as a heading does,
       reserve: px that a screen which begins here keeps free above, for the task it belongs to
     height: px of a screen
     returns {first, last, top, bottom, task} for each screen; `task` tells whether its reserve is kept. */
  function arrange(blocks, height) {
    const screens = [];
    for (let first = 0; first < blocks.length; ) {
      const { top, reserve = 0 } = blocks[first];
      const task = reserve > 0 && blocks[first].bottom - top <= height - reserve;
      const room = task ? height - reserve : height;
      const announced = (end) => blocks.slice(first, end).every((block) => block.keeps);
      const fits = (end) => blocks[end].bottom - top <= room && (!blocks[end].opens || announced(end));
      let end = first + 1;
      while (end < blocks.length && fits(end)) end += 1;
      /* What announces the next block moves with it, unless the two have no room together. */
      let kept = end;
      while (kept > first && end < blocks.length && blocks[kept - 1].keeps) kept -= 1;
      /* But no heading stays behind alone. */
      if (kept < end && !announced(kept) && blocks[end].bottom - blocks[kept].top <= height) end = kept;
      const bottom = Math.max(...blocks.slice(first, end).map((block) => block.bottom));
      screens.push({ first, last: end - 1, top, bottom, task });
      first = end;
    }
    return screens;
  }

  /* The screen that shows a height of the page: the last one that begins at or above it. */
  function screenAt(screens, y) {
    let found = 0;
    screens.forEach((screen, at) => {
      if (screen.top <= y + 1) found = at;
    });
    return found;
  }

  /* The minute of an episode at which each of its screens is due, without pauses.

     steps: {kind, minutes, talk, label} of the episode's course; kinds are teaching, exercise and pause,
       talk is about the solution of an exercise
     screens: {words, exercise, solution, pause}: words of text, the label of the exercise that it asks or solves,
       whether it solves it, whether it is a pause
     returns the minutes of teaching, exercises and talk before each screen */
  function timetable(steps, screens) {
    const isMark = (step) => step.kind === "exercise" || step.kind === "pause";
    const sum = (from, to) => steps.slice(from, to).reduce((minutes, step) => minutes + step.minutes, 0);
    const found = [];
    let minute = 0,
      next = 0,
      exercise = "";
    for (let first = 0, end; first < screens.length; first = end) {
      /* A stretch begins with an exercise or a pause, and lasts to the next one. */
      const begins = ({ pause, exercise: label }) => pause || (label && label !== exercise);
      const { pause } = screens[first];
      exercise = begins(screens[first]) ? screens[first].exercise : exercise;
      for (end = first + 1; end < screens.length && !begins(screens[end]); ) end += 1;
      const mark = steps.findIndex(
        (step, at) => at >= next && (pause ? step.kind === "pause" : exercise && step.label === exercise),
      );
      minute += mark < 0 ? 0 : sum(next, mark);
      next = mark < 0 ? next : mark + 1;
      const asked = mark < 0 ? 0 : steps[mark].minutes;
      const talk = mark < 0 ? 0 : steps[mark].talk || 0;
      const later = steps.findIndex((step, at) => at >= next && isMark(step));
      const teaching = sum(next, later < 0 ? steps.length : later);
      next = later < 0 ? steps.length : later;
      const read = screens.slice(first, end).map((screen) => (screen.pause || screen.exercise ? 0 : screen.words));
      const words = read.reduce((total, count) => total + count, 0) || 1;
      let before = 0;
      screens.slice(first, end).forEach((screen, at) => {
        const done = screen.solution ? asked : screen.exercise ? 0 : asked + talk;
        found.push(minute + done + (teaching * before) / words);
        before += read[at];
      });
      minute += asked + talk + teaching;
    }
    return found;
  }

  /* ---------- on the page ---------- */
  function place(node) {
    const { top, bottom } = node.getBoundingClientRect();
    return { top: top + scrollY, bottom: bottom + scrollY };
  }

  /* One block for each line of code or text output that has no room on a screen as a whole. */
  function lines(pre) {
    const { top, bottom } = place(pre);
    const style = getComputedStyle(pre);
    const above = parseFloat(style.paddingTop) + parseFloat(style.borderTopWidth);
    const count = pre.textContent.replace(/\n$/, "").split("\n").length;
    const step = (bottom - top - above - parseFloat(style.paddingBottom)) / count;
    return Array.from({ length: count }, (_, at) => ({
      node: pre,
      top: at ? top + above + at * step : top,
      bottom: at < count - 1 ? top + above + (at + 1) * step : bottom,
    }));
  }

  function slices(node, height) {
    const { top, bottom } = place(node);
    const count = Math.ceil((bottom - top) / height);
    return Array.from({ length: count }, (_, at) => ({
      node,
      top: top + at * height,
      bottom: Math.min(bottom, top + (at + 1) * height),
    }));
  }

  /* A heading, also one of bold words, the head of a box, and a sentence that ends with a colon or a question mark belong to what follows. */
  const isBold = (node) =>
    node.firstElementChild?.matches("strong") && node.firstElementChild.textContent === node.textContent;
  const keeps = (node) =>
    node.matches(`${HEADING}, .box-head, .title, summary`) ||
    (node.matches("p") && (isBold(node) || /[:?]\s*$/.test(node.textContent)));

  /* The blocks of the page in order; a block in an exercise that is cut names the exercise as its `task`. */
  function measure(roots, height) {
    const blocks = [];
    let closed = false;
    const add = (found, node) => {
      if (closed || node.matches(OPENING)) found[0].opens = true;
      closed = false;
      blocks.push(...found);
    };
    const visit = (node) => {
      if (node.matches(LAID_OUT) || !node.getClientRects().length) return;
      const first = blocks.length;
      const { top, bottom } = place(node);
      if (bottom - top <= height && node.matches(WHOLE)) add([{ node, top, bottom, keeps: keeps(node) }], node);
      else if (node.matches("pre")) add(lines(node), node);
      else if (node.matches(LEAF)) add(slices(node, height), node);
      else [...node.children].forEach(visit);
      if (blocks.length === first) return;
      if (node.matches(WHOLE) && blocks.length > first + 1) {
        /* What surrounds its parts is shown with the first and the last of them. */
        blocks[first].top = Math.min(blocks[first].top, top);
        blocks.at(-1).bottom = Math.max(blocks.at(-1).bottom, bottom);
        /* What has no room on one screen gets all of the first. */
        if (!node.matches("li, dd")) blocks[first].opens = true;
        if (node.matches(".exercise")) for (const block of blocks.slice(first + 1)) block.task = node;
      }
      if (node.matches(CLOSING)) closed = true;
    };
    roots.filter(Boolean).forEach(visit);
    return blocks;
  }

  window.lessonScreens = { arrange, measure, screenAt, timetable };
})();
