// The SQL editor: colours, Shift+Enter to ask, and a button that tidies.
const input = document.querySelector("textarea#sql-editor");
if (input) {
  const editor = CodeMirror.fromTextArea(input, {
    lineNumbers: true,
    mode: "text/x-sql",
    lineWrapping: true,
  });
  editor.setOption("extraKeys", { "Shift-Enter": () => input.form.submit(), Tab: false });
  cmResize(editor, { resizableWidth: false });
  const tidy = document.querySelector("button#sql-format");
  if (tidy) {
    tidy.hidden = false;
    tidy.addEventListener("click", () => {
      editor.setValue(sqlFormatter.format(editor.getValue()));
    });
  }
}
