export { className } from './class-names';
export { getLocale, type Locale, setLocale } from './locale';
export * from './numbers';
export { translate, translated } from './translated';
