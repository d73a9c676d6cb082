/** The lesson's place. */
export default function LessonView() {
  return <h1>Why is my mail an hour late?</h1>;
}
