/** Styles that the build makes of our own code. */
declare module 'virtual:report-style.css' {}
