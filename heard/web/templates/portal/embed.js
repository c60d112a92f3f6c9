{% comment %}What a site includes to have the form in its page: plain JavaScript without dependencies.{% endcomment %}/* The request form in your page: <script src="{{ address }}/help/embed.js" async></script>
   data-as="link" puts a link instead of the form; data-words="…" names it; data-about="complaint" chooses the kind. */
(function () {
  var desk = "{{ address|escapejs }}";
  var script = document.currentScript;
  if (!script) return;
  var asked = script.dataset;
  var query = asked.about ? "?about=" + encodeURIComponent(asked.about) : "";
  if (asked.as === "link") {
    var link = document.createElement("a");
    link.href = desk + "/help/request/" + query;
    link.textContent = asked.words || "Contact us";
    script.after(link);
    return;
  }
  var frame = document.createElement("iframe");
  frame.src = desk + "/help/embed/" + query;
  frame.title = asked.words || "Contact us";
  frame.loading = "lazy";
  frame.style.cssText = "display:block;width:100%;min-height:600px;border:0;color-scheme:light dark";
  addEventListener("message", function (event) {
    if (event.origin !== desk || event.source !== frame.contentWindow) return;
    var height = Number(event.data && event.data.heardHeight);
    if (height > 0 && height < 10000) frame.style.height = Math.ceil(height) + "px";
  });
  script.after(frame);
})();
