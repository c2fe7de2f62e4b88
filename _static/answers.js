/* The answers that this browser keeps: how many, what is in the file that one may save, and how to forget them.
   On the page of the quiz only. The file is for instructors, see the guide; it holds no name and no time. */
(function () {
  "use strict";
  const { answers, button, element, forgetEverything, setUpEach } = window.lesson;

  const counted = (number, one, many) => `${number} ${number === 1 ? one : many}`;

  /* What a file holds: an entry for each question that was answered. */
  function exported({ items }, version) {
    const entries = Object.entries(items).map(([item, { question, tries, first, rightAfter }]) => ({
      item,
      question,
      tries,
      first,
      right_after: rightAfter,
    }));
    return { lesson: "Introduction to deep learning", version, answers: entries };
  }

  function setUpYourAnswers() {
    const place = document.getElementById("answers");
    const { version } = place.dataset;
    const text = () => JSON.stringify(exported(answers(), version), null, 2);

    function save() {
      const address = URL.createObjectURL(new Blob([text()], { type: "application/json" }));
      element("a", { href: address, download: "answers.json" }).click();
      setTimeout(URL.revokeObjectURL, 10_000, address);
    }

    function show() {
      const kept = answers();
      const asked = Object.keys(kept.items).length;
      if (!asked) {
        place.replaceChildren(element("p", {}, "This browser keeps no answers of yours yet."));
        return;
      }
      const solved = Object.keys(kept.solved).length;
      const said = `This browser keeps your answers to ${counted(asked, "question", "questions")}; ${counted(solved, "exercise is", "exercises are")} solved.`;
      const holds = element("ul", {}, [
        element("li", {}, "the version of the lesson;"),
        element("li", {}, "the words of each question that you have answered, and a key that stands for it;"),
        element("li", {}, "what you answered first, how many answers you tried, and after how many one was right."),
      ]);
      place.replaceChildren(
        element("p", {}, said),
        element("p", {}, "If your instructor asks for it, save them as a file and hand it in. The file holds"),
        holds,
        element("p", {}, "It holds no name and no time, unless you have typed one as an answer. Look before you save:"),
        element("details", {}, [
          element("summary", {}, "What the file holds now"),
          element("pre", { tabindex: "0", "aria-label": "Content of the file", role: "group" }, text()),
        ]),
        element("p", { class: "actions" }, [
          button("Save my answers as a file", save, "download"),
          button("Forget all of them, and what I have read", forgetEverything, "close"),
        ]),
      );
    }
    document.addEventListener("lesson:kept", show);
    show();
  }

  window.lessonAnswers = { exported };
  if (window.document) setUpEach([setUpYourAnswers]);
})();
