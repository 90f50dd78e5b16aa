/** The build replaces such an import with the text of the file. */
declare module '*?raw' {
  const text: string;
  export default text;
}
