/* The network that reads digits, small: for people who have just arrived. */
(function () {
  "use strict";
  lessonPlaygrounds["digit-reader"] = (stage, kit) => window.lessonDigits.fill(stage, kit, true);
})();
