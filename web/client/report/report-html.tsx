/** HTML that sim/report/html wrote: it escapes whatever it is given. Nothing else may come here. */
export function ReportHtml({ html }: { readonly html: string }) {
  return <div dangerouslySetInnerHTML={{ __html: html }} />;
}
